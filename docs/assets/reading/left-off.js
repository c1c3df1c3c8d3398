// On the home page: where the reader left off.
import { readCatalogue, dropNote, link } from './catalogue-data.js';

/** What stands there for a reader without marks. */
let general;

/** Replace the general remark on the home page by the last mark and the state of the list. */
export async function show(place, marks, root) {
  const catalogue = await readCatalogue(root).catch(() => null);
  if (!catalogue) return;
  general ??= [...place.childNodes];
  const note = dropNote(marks.drop(catalogue));
  const [last] = [...marks.marks].sort(([, a], [, b]) => (a.at < b.at ? 1 : -1));
  const list = link(new URL('reading-list/', root), 'Your reading list');
  if (!last) {
    place.replaceChildren(...general, note && ` ${note}`);
    return;
  }
  const entry = catalogue.get(last[0]);
  const marked = [...marks.marks.values()];
  const done = marked.filter(({ mark }) => mark === 'done').length;
  const verb = last[1].mark === 'done' ? 'done with' : 'going to read';
  place.replaceChildren(`You left off on `, link(entry.place, entry.topic), `, ${verb} “${entry.title}”. `, list, `: ${marked.length - done} to read, ${done} done.${note ? ` ${note}` : ''}`);
}
