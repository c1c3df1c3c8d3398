// The reader's marks: which entry is to be read, which is done. Kept on this device only, under the entries' permanent ids.
// No DOM in here.

export const KEY = 'signposts-marks';
export const FORMAT = 'Deep Learning Signposts reading list';
const VERSION = 1;
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
/** More than this is no reading list of ours. */
export const LIMITS = { bytes: 1_000_000, marks: 10_000 };

/** What somebody's text holds of marks, id → { mark, at }; throws an Error that says what is wrong with it. */
export function parse(text) {
  if (text.length > LIMITS.bytes) throw new Error('it is larger than 1 MB, so it is no reading list');
  let data;
  try { data = JSON.parse(text); } catch { throw new Error('it is not JSON'); }
  if (data?.format !== FORMAT || typeof data.marks !== 'object' || !data.marks) throw new Error('it is no reading list of this site');
  if (data.version !== VERSION) throw new Error(`it is of version ${Number(data.version)}, and this page knows version ${VERSION} only`);
  const all = Object.entries(data.marks);
  if (all.length > LIMITS.marks) throw new Error(`it has more than ${LIMITS.marks} marks`);
  const good = all.filter(([id, value]) => id.length <= 60 && ID.test(id) && /^(todo|done)$/.test(value?.mark) && TIME.test(value.at) && !Number.isNaN(Date.parse(value.at)));
  return { marks: new Map(good.map(([id, { mark, at }]) => [id, { mark, at }])), refused: all.length - good.length };
}

/** The marks as text, for the device and for a file: the same marks give the same text. */
export const toText = (marks) => `${JSON.stringify({ format: FORMAT, version: VERSION, marks: Object.fromEntries([...marks].sort(([a], [b]) => (a < b ? -1 : 1))) }, null, 1)}\n`;

/** Both sides' marks; where they differ, the later one. */
export function merge(own, other) {
  const merged = new Map(own);
  for (const [id, value] of other) if (!(merged.get(id)?.at >= value.at)) merged.set(id, value);
  return merged;
}

/** Marks kept in a storage such as localStorage; in memory only where the browser allows none, and then `problem` says so. */
export class Marks {
  constructor(storage) {
    this.storage = storage;
    this.problem = '';
    this.marks = new Map();
    this.load();
  }

  /** Read again what is kept: another tab may have changed it. */
  load() {
    try {
      const text = this.storage().getItem(KEY);
      if (text !== null) this.marks = parse(text).marks;
      else if (!this.problem) this.marks = new Map();
      this.readable = true;
    } catch (error) {
      // What cannot be read is not written over: a newer version of this page may have made it.
      this.readable = false;
      this.problem = error instanceof DOMException ? 'Your browser keeps nothing for this site, so marks are gone when you leave the page.' : `The kept marks cannot be read (${error.message}), so new ones are gone when you leave the page.`;
    }
    return this;
  }

  get(id) { return this.marks.get(id)?.mark ?? ''; }

  /** Mark an entry as 'todo' or 'done', or with '' take its mark away. */
  set(id, mark, now = new Date()) {
    this.load();
    if (mark) this.marks.set(id, { mark, at: now.toISOString() });
    else this.marks.delete(id);
    this.save();
  }

  replace(marks) {
    this.marks = marks;
    this.save();
  }

  /** Drop the marks of entries that no longer exist; returns their ids. */
  drop(known) {
    // The page asked the network for what is known, and meanwhile another tab may have marked.
    this.load();
    const gone = [...this.marks.keys()].filter((id) => !known.has(id));
    if (gone.length) {
      for (const id of gone) this.marks.delete(id);
      this.save();
    }
    return gone;
  }

  save() {
    if (!this.readable) return;
    try {
      if (this.marks.size) this.storage().setItem(KEY, toText(this.marks));
      else this.storage().removeItem(KEY);
      this.problem = '';
    } catch {
      this.problem = 'Your browser has no room left for this site, so this mark is gone when you leave the page.';
    }
  }
}

export const ownMarks = () => new Marks(() => globalThis.localStorage);
