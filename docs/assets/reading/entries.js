// On every page with entries: buttons to mark and to cite each, and how much of the page is done.
import { KEY, ownMarks } from './marks.js';

const marks = ownMarks();
const root = new URL('../../', import.meta.url);
const entries = new Map();

function button(text, label, pressed) {
  const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
  made.setAttribute('aria-label', `${text}: ${label}`);
  if (pressed) made.setAttribute('aria-pressed', 'false');
  return made;
}

function addButtons(entry) {
  const id = entry.dataset.entry ?? entry.id;
  const title = entry.querySelector('a').textContent;
  const row = document.createElement('div');
  row.className = 'entry-marks';
  const [todo, done] = [['To read', 'todo'], ['Done', 'done']].map(([text, mark]) => {
    const made = button(text, title, true);
    made.addEventListener('click', () => {
      marks.set(id, marks.get(id) === mark ? '' : mark);
      show();
      say(row, marks.problem);
    });
    return made;
  });
  const cite = button('Cite', title);
  cite.setAttribute('aria-expanded', 'false');
  cite.addEventListener('click', async () => (await import('./cite.js')).toggle(entry, cite, id, root));
  row.append(todo, done, cite);
  entry.append(row);
  entries.set(id, { entry, todo, done });
}

function say(row, text) {
  const note = row.querySelector('[role=status]') ?? (text && row.appendChild(Object.assign(document.createElement('span'), { role: 'status' })));
  if (note) note.textContent = text;
}

/** How many of some entries carry a mark. */
const count = (ids, mark) => ids.filter((id) => marks.get(id) === mark).length;

function show() {
  for (const [id, { entry, todo, done }] of entries) {
    const mark = marks.get(id);
    todo.setAttribute('aria-pressed', mark === 'todo');
    done.setAttribute('aria-pressed', mark === 'done');
    entry.classList.toggle('is-done', mark === 'done');
  }
  for (const place of document.querySelectorAll('[data-progress]')) {
    const within = place.closest('section') ?? document;
    const ids = [...within.querySelectorAll('.entry[id], [data-entry]')].map((entry) => entry.dataset.entry ?? entry.id);
    const [done, todo] = [count(ids, 'done'), count(ids, 'todo')];
    place.textContent = done || todo ? `${done} of ${ids.length} signposts done${todo ? `, ${todo} to read` : ''}` : place.dataset.progress;
  }
}

for (const entry of document.querySelectorAll('.entry[id], [data-entry]')) addButtons(entry);
const home = document.querySelector('.home-marks');
let leftOff;

function follow() {
  show();
  if (home && (leftOff || marks.marks.size)) (leftOff ??= import('./left-off.js')).then((made) => made.show(home, marks, root));
}

follow();
addEventListener('storage', ({ key }) => { if (key === KEY || key === null) { marks.load(); follow(); } });
// A page that the back button took out of the browser's memory has not been told of anything meanwhile.
addEventListener('pageshow', ({ persisted }) => { if (persisted) { marks.load(); follow(); } });
