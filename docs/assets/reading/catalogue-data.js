// The catalogue as data, for the pages that must know every entry: asked for only when there are marks.

/** More ids than this would only bury the note. */
const NAMED = 10;

/** Entry id → its facts. Throws when the file cannot be had or is of another version. */
export async function readCatalogue(root) {
  // An older copy would not know the newest entries, and their marks would be dropped.
  const answer = await fetch(new URL('catalogue.json', root), { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`the catalogue answers ${answer.status}`);
  const data = await answer.json();
  if (data.version !== 1 || !data.entries.length) throw new Error('the catalogue is of a version that this page does not know');
  // Places are absolute in the file; this copy of the site may stand elsewhere.
  return new Map(data.entries.map((entry) => [entry.id, { ...entry, place: new URL(entry.place.slice(data.url.length), root).href }]));
}

/** What to say of marks whose entries are gone; empty when there are none. */
export function dropNote(ids) {
  if (!ids.length) return '';
  const [many, have] = ids.length === 1 ? ['1 mark', 'its entry is'] : [`${ids.length} marks`, 'their entries are'];
  const rest = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return `Dropped ${many}, because ${have} no longer on the site: ${ids.slice(0, NAMED).join(', ')}${rest}.`;
}

/** A link with a text. */
export const link = (href, text) => Object.assign(document.createElement('a'), { href, textContent: text });
