// The search as a reader sees it: results under the field as a listbox, by keyboard, mouse and touch.

import { PAGE, QUESTION } from './index.js';
import { isEmpty, plain, stem } from './words.js';

// A screen reader is told once typing pauses, not at each letter.
const PAUSE = 500;
const SHOWN_AUTHORS = 3;

/**
 * Bring the dialog to life.
 * @param {HTMLDialogElement} dialog made by reach.js
 * @param {import('./engine.js').Engine} engine what answers
 * @param {URL} root the site's root
 * @returns {() => void} to be called once the engine knows more: it answers anew what was asked meanwhile
 */
export function connect(dialog, engine, root) {
  const input = dialog.querySelector('input');
  const status = dialog.querySelector('.search-status');
  const list = dialog.querySelector('.search-results');
  let active = -1;
  let pause;

  function update() {
    const query = input.value.trim();
    const answer = query ? engine.search(input.value) : { results: [], corrections: [], nearest: [], keys: new Set() };
    // Asked before anything changes, so that the browser need not lay the page out for it.
    if (list.scrollTop) list.scrollTop = 0;
    list.replaceChildren(...answer.results.map((result, place) => option(result, place, answer.keys, query, root)));
    list.hidden = !answer.results.length;
    input.setAttribute('aria-expanded', String(answer.results.length > 0));
    activate(answer.results.length ? 0 : -1);
    status.className = answer.results.length && !answer.corrections.length ? 'search-status search-quiet' : 'search-status';
    clearTimeout(pause);
    // What a reader must see at once, and what only has to be said.
    if (status.classList.contains('search-quiet')) pause = setTimeout(() => tell(query, answer), PAUSE);
    else tell(query, answer);
    keepAddress(query);
  }

  function tell(query, { results, corrections, nearest }) {
    const parts = [];
    if (!query) parts.push('Type a topic, an author, a year or half a title.');
    else if (!results.length) parts.push(`Nothing found for “${query}”.`);
    else {
      if (corrections.length) parts.push(`Showing results for ${corrections.map(([, read]) => `“${read}”`).join(' and ')}.`);
      parts.push(results.length === 1 ? '1 result.' : `${results.length} results.`);
    }
    status.replaceChildren(parts.join(' '));
    if (query && !results.length && nearest.length) status.append(' Nearest words: ', ...nearest.flatMap((word) => [suggestion(word), ' ']));
  }

  function suggestion(word) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: word });
    button.addEventListener('click', () => {
      input.value = word;
      input.focus();
      update();
    });
    return button;
  }

  function activate(place, event) {
    const options = list.children;
    options[active]?.setAttribute('aria-selected', 'false');
    active = place;
    const chosen = options[active];
    if (!chosen) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    chosen.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', chosen.id);
    if (event) chosen.scrollIntoView({ block: 'nearest' });
  }

  /** On this very page a result is only scrolled to; elsewhere the browser follows the link, and comes back to the search. */
  function follow(event) {
    const link = event.target.closest?.('.search-result');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    const target = new URL(link.href);
    if (target.pathname !== location.pathname) return;
    event.preventDefault();
    dialog.close();
    // The same anchor again would not scroll.
    if (target.hash === location.hash) history.replaceState(history.state, '', location.pathname + location.search);
    location.hash = target.hash;
    if (!target.hash) scrollTo(0, 0);
  }

  input.addEventListener('input', update);
  input.addEventListener('keydown', (event) => {
    const last = list.children.length - 1;
    const to = { ArrowDown: active < last ? active + 1 : 0, ArrowUp: active > 0 ? active - 1 : last }[event.key];
    if (event.isComposing) return;
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      activate(to, event);
    } else if (event.key === 'Enter' && list.children[active]) {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      list.children[active].dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    }
  });
  list.addEventListener('click', follow);
  list.addEventListener('pointermove', (event) => {
    const place = [...list.children].indexOf(event.target.closest('.search-result'));
    if (place >= 0 && place !== active) activate(place);
  });
  dialog.addEventListener('close', () => keepAddress(''));
  list.setAttribute('aria-busy', 'true');
  update();
  return () => {
    list.removeAttribute('aria-busy');
    if (input.value.trim()) update();
  };
}

/** The query stands in the address bar as long as the search is open. */
function keepAddress(query) {
  const address = new URL(location.href);
  if ((address.searchParams.get('q') ?? '') === query) return;
  if (query) address.searchParams.set('q', query);
  else address.searchParams.delete('q');
  history.replaceState(history.state, '', address);
}

function option({ found, address }, place, keys, query, root) {
  const link = document.createElement('a');
  link.id = `search-result-${place}`;
  link.className = `search-result search-${{ [PAGE]: 'page', [QUESTION]: 'question' }[found.kind] ?? 'entry'}`;
  link.href = new URL(address, root);
  link.tabIndex = -1;
  link.setAttribute('role', 'option');
  link.setAttribute('aria-selected', 'false');
  const marked = (text) => mark(text, keys, query);
  link.append(piece('search-title', ...marked(found.title)), ' ', piece('search-facts', ...facts(found).flatMap((fact, at) => [at ? ' · ' : '', ...marked(fact)])));
  if (found.text) link.append(' ', piece('search-text', ...marked(found.text)));
  return link;
}

function facts(found) {
  if (found.kind === PAGE) return ['Topic'];
  if (found.kind === QUESTION) return ['Question', found.page.title];
  const authors = found.authors.split(', ');
  const by = authors.length > SHOWN_AUTHORS + 1 ? `${authors.slice(0, SHOWN_AUTHORS).join(', ')} and others` : found.authors;
  return [found.label, by, found.year, found.host, found.page.title].filter(Boolean);
}

function piece(name, ...content) {
  const span = document.createElement('span');
  span.className = name;
  span.append(...content);
  return span;
}

/** The text in pieces, the words that were found as mark elements. */
function mark(text, keys, query) {
  const start = plain(query).match(/[\p{L}\p{N}]+$/u)?.[0] ?? '';
  return text.split(/([\p{L}\p{N}]+)/u).map((part, place) => {
    const word = place % 2 ? plain(part) : '';
    if (!word || isEmpty(word) || !(keys.has(stem(word)) || (start.length > 1 && word.startsWith(start)))) return part;
    return Object.assign(document.createElement('mark'), { textContent: part });
  });
}
