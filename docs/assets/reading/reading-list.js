// The page of the reading list: what is marked, taken along as a file and brought back.
import { KEY, LIMITS, merge, ownMarks, parse, toText } from './marks.js';
import { dropNote, link, readCatalogue } from './catalogue-data.js';

const LISTS = [['todo', 'To read'], ['done', 'Done']];
const root = new URL('../../', import.meta.url);
const page = document.querySelector('.reading-list');
const status = page.querySelector('[role=status]');
const marks = ownMarks();
/** Entry id → its facts; fetched once there is something to show. */
let catalogue = new Map();

const say = (text) => { status.textContent = text; };
const fail = (error) => say(`The list cannot be shown, and your marks are as they were: ${error.message}.`);
const plural = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

function button(text, label, act) {
  const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
  made.setAttribute('aria-label', `${text}: ${label}`);
  made.addEventListener('click', act);
  return made;
}

function card(id, mark) {
  const entry = catalogue.get(id);
  const item = Object.assign(document.createElement('li'), { className: `entry entry-${entry.kind}` });
  const title = Object.assign(document.createElement('p'), { className: 'entry-title' });
  title.append(link(entry.url, entry.title));
  const facts = Object.assign(document.createElement('p'), { className: 'entry-facts' });
  const kind = Object.assign(document.createElement('span'), { className: 'entry-kind', textContent: entry.kind });
  const words = [entry.authors.slice(0, 3).join(', ') + (entry.authors.length > 3 ? ' and others' : ''), entry.year, entry.minutes && `${entry.minutes} min`, entry.host];
  facts.append(kind, ...words.filter(Boolean).map((word) => ` · ${word}`), ' · on ', link(entry.place, entry.topic));
  const row = Object.assign(document.createElement('div'), { className: 'entry-marks' });
  const [other, text] = LISTS.find(([name]) => name !== mark);
  row.append(
    button(text, entry.title, () => change(item, id, other, `“${entry.title}” is now under ${text}.`)),
    button('Remove', entry.title, () => change(item, id, '', `“${entry.title}” is off the list.`)),
  );
  item.append(title, facts, row);
  return item;
}

function change(item, id, mark, said) {
  // The button goes with its card: the focus stays near. Not every browser gives a button the focus that was clicked.
  const place = [...page.querySelectorAll('li.entry')].indexOf(item);
  marks.set(id, mark);
  show();
  const left = [...page.querySelectorAll('li.entry')];
  (left[Math.min(place, left.length - 1)]?.querySelector('button') ?? page.querySelector('input[type=file]')).focus();
  say(marks.problem || said);
}

function show() {
  const known = [...catalogue.keys()];
  for (const [mark, heading] of LISTS) {
    const section = page.querySelector(`[data-list=${mark}]`);
    const ids = known.filter((id) => marks.get(id) === mark);
    section.querySelector('h2').textContent = `${heading} (${ids.length})`;
    section.querySelector('ul').replaceChildren(...ids.map((id) => card(id, mark)));
    section.hidden = !ids.length;
  }
  const empty = !marks.marks.size;
  page.querySelector('.reading-empty').hidden = !empty;
  for (const made of page.querySelectorAll('[data-needs-marks]')) made.disabled = empty;
}

function exportFile() {
  const url = URL.createObjectURL(new Blob([toText(marks.marks)], { type: 'application/json' }));
  const day = new Date().toISOString().slice(0, 10);
  Object.assign(document.createElement('a'), { href: url, download: `signposts-reading-list-${day}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  say(`A file with ${plural(marks.marks.size, 'mark')} is on its way to your downloads.`);
}

async function know() {
  if (!catalogue.size) catalogue = await readCatalogue(root);
}

async function importFile(file) {
  try {
    if (file.size > LIMITS.bytes) throw new Error('it is larger than 1 MB, so it is no reading list');
    const { marks: other, refused } = parse(await file.text());
    await know();
    const gone = [...other.keys()].filter((id) => !catalogue.has(id));
    for (const id of gone) other.delete(id);
    // A mark from a clock that is ahead would win over all that comes after it.
    const now = new Date().toISOString();
    for (const mark of other.values()) if (mark.at > now) mark.at = now;
    const before = marks.load().marks;
    const merged = merge(before, other);
    const changed = [...merged].filter(([id, { mark }]) => before.get(id)?.mark !== mark).length;
    marks.replace(merged);
    show();
    const notes = [`${plural(other.size, 'mark')} read from the file, ${changed} of them new or later than yours.`];
    if (refused) notes.push(`${plural(refused, 'row')} of the file left out, because they are no marks.`);
    if (gone.length) notes.push(dropNote(gone));
    if (marks.problem) notes.push(marks.problem);
    say(notes.join(' '));
  } catch (error) {
    say(`The file “${file.name}” was not taken, and your list is as it was: ${error.message}.`);
  }
}

async function start() {
  addActions();
  page.querySelector('.reading-tools').disabled = false;
  if (marks.marks.size) await know();
  const note = marks.marks.size ? dropNote(marks.drop(catalogue)) : '';
  show();
  say([note, marks.problem].filter(Boolean).join(' '));
}

function addActions() {
  page.querySelector('[data-act=export]').addEventListener('click', exportFile);
  page.querySelector('[data-act=clear]').addEventListener('click', () => {
    if (!confirm(`Remove all ${plural(marks.marks.size, 'mark')} from this device?`)) return;
    marks.replace(new Map());
    show();
    say('All marks are gone from this device.');
  });
  const input = page.querySelector('input[type=file]');
  input.addEventListener('change', async () => {
    if (input.files.length) await importFile(input.files[0]);
    input.value = '';
  });
  addEventListener('storage', ({ key }) => { if (key === KEY || key === null) follow().catch(fail); });
  // A page that the back button took out of the browser's memory has not been told of anything meanwhile.
  addEventListener('pageshow', ({ persisted }) => { if (persisted) follow().catch(fail); });
}

/** Show what another tab or page has marked. */
async function follow() {
  if (marks.load().marks.size) await know();
  show();
}

start().catch(fail);
