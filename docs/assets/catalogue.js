// Brings the catalogue's form to life: filters, counts, sorting, and the state in the address bar.

/** The filters in which one ticks boxes; within one of them any ticked value will do, and all of them must agree. */
const FACETS = ['kind', 'topic', 'level', 'year'];
const COLUMNS = ['title', 'authors', 'year', 'kind', 'level', 'topic'];
const LEVELS = ['introductory', 'intermediate', 'advanced'];

/**
 * Text as it is compared: without case, accents and hyphens.
 * @param {string} text
 */
export const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[-‐‑]/g, ' ');

/**
 * The state that an address asks for; what the form does not offer is left out, and `lost` says so.
 * @param {string} search the query of the address, such as ?kind=paper&sort=-year
 * @param {(facet: string, value: string) => boolean} offered
 */
export function parseState(search, offered) {
  const query = new URLSearchParams(search);
  const chosen = Object.fromEntries(FACETS.map((facet) => [facet, new Set(query.getAll(facet).filter((value) => offered(facet, value)))]));
  const lost = FACETS.some((facet) => query.getAll(facet).some((value) => !offered(facet, value)));
  const sort = query.get('sort') ?? '';
  return { chosen, words: (query.get('words') ?? '').slice(0, 200), sort: COLUMNS.includes(sort.replace(/^-/, '')) ? sort : '', lost };
}

/**
 * The query of the address for a state; empty when nothing is chosen.
 * @param {ReturnType<typeof parseState>} state
 */
export function toQuery({ chosen, words, sort }) {
  const pairs = FACETS.flatMap((facet) => [...chosen[facet]].map((value) => [facet, value]));
  if (words.trim()) pairs.push(['words', words.trim()]);
  if (sort) pairs.push(['sort', sort]);
  const query = new URLSearchParams(pairs).toString().replaceAll('%2F', '/');
  return query && `?${query}`;
}

/**
 * Which filters an entry passes: the names of those that it fails.
 * @param {{text: string, kind: string, topic: string, level: string, year: string}} entry
 * @param {ReturnType<typeof parseState>} state
 */
export function failed(entry, { chosen, words }) {
  const fails = FACETS.filter((facet) => chosen[facet].size && !chosen[facet].has(entry[facet]));
  if (!plain(words).split(/\s+/).every((word) => entry.text.includes(word))) fails.push('words');
  return fails;
}

/**
 * The order of two entries by a column; what is unknown comes last either way.
 * @param {string} sort the column, with a minus for downwards
 */
export function comparator(sort) {
  const column = sort.replace(/^-/, '');
  const sign = sort.startsWith('-') ? -1 : 1;
  const key = (entry) => (column === 'level' ? String(LEVELS.indexOf(entry.level) + 1 || '') : entry.sortable[column]);
  return (a, b) => {
    const [x, y] = [key(a), key(b)];
    if (!x || !y) return !x - !y || a.place - b.place;
    return sign * x.localeCompare(y, 'en', { numeric: true }) || a.place - b.place;
  };
}

function readEntry(row, place) {
  const [title, authors, year, kind, level, topic] = row.cells;
  const link = title.querySelector('a');
  const more = authors.dataset.more ?? '';
  return {
    row,
    place,
    kind: row.className.replace('entry-', ''),
    level: level.textContent || 'unknown',
    year: year.textContent || 'unknown',
    topic: topic.querySelector('a').getAttribute('href').replace(/^(\.\.\/)+/, '').replace(/\/#.*/, ''),
    text: plain(`${row.textContent.replaceAll('·', ' ')} ${[...row.cells].map((cell) => cell.textContent).join(' ')} ${more}`),
    sortable: {
      title: link.textContent, authors: authors.textContent, year: year.textContent, kind: kind.textContent, topic: topic.textContent,
    },
  };
}

class Catalogue {
  constructor(form, table, status) {
    Object.assign(this, { form, table, status });
    this.body = table.tBodies[0];
    this.entries = [...this.body.rows].map(readEntry);
    this.boxes = [...form.querySelectorAll('input[type=checkbox]')];
    this.words = form.elements.words;
    this.headings = [...table.tHead.rows[0].cells];
    const offered = new Set(this.boxes.map((box) => `${box.name}=${box.value}`));
    this.state = parseState(location.search, (facet, value) => offered.has(`${facet}=${value}`));
    this.makeSortable();
    this.fillForm();
    form.firstElementChild.disabled = false;
    form.addEventListener('input', () => this.readForm());
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', (event) => { event.preventDefault(); this.clear(); });
    if (this.state.sort) this.sort();
    this.show();
    // A phone's processor gets its breath between the two.
    setTimeout(() => this.keepRoles());
  }

  makeSortable() {
    for (const heading of this.headings) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = heading.textContent;
      button.addEventListener('click', () => this.sortBy(heading));
      heading.replaceChildren(button);
    }
  }

  /** Laid out as cards, the table would lose its roles in some browsers. */
  keepRoles() {
    this.table.setAttribute('role', 'table');
    for (const group of [this.table.tHead, this.body]) group.setAttribute('role', 'rowgroup');
    for (const row of this.table.rows) row.setAttribute('role', 'row');
    for (const cell of this.table.querySelectorAll('td')) cell.setAttribute('role', 'cell');
    for (const cell of this.table.querySelectorAll('th')) cell.setAttribute('role', cell.scope === 'row' ? 'rowheader' : 'columnheader');
  }

  fillForm() {
    for (const box of this.boxes) box.checked = this.state.chosen[box.name].has(box.value);
    this.words.value = this.state.words;
  }

  readForm() {
    for (const facet of FACETS) this.state.chosen[facet].clear();
    for (const box of this.boxes) if (box.checked) this.state.chosen[box.name].add(box.value);
    this.state.words = this.words.value;
    this.show();
  }

  clear() {
    Object.assign(this.state, parseState(this.state.sort && `?sort=${this.state.sort}`, () => false));
    this.fillForm();
    this.show();
  }

  /** One click sorts, the next turns the order round, the third gives the order of the site back. */
  sortBy(heading) {
    const name = heading.dataset.sort;
    const orders = heading.dataset.first === 'down' ? [`-${name}`, name, ''] : [name, `-${name}`, ''];
    this.state.sort = orders[(orders.indexOf(this.state.sort) + 1) % 3] ?? orders[0];
    this.sort();
    this.show();
  }

  sort() {
    const { sort } = this.state;
    for (const heading of this.headings) {
      if (heading.dataset.sort === sort.replace(/^-/, '')) heading.setAttribute('aria-sort', sort.startsWith('-') ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    }
    const order = sort ? comparator(sort) : (a, b) => a.place - b.place;
    this.body.append(...[...this.entries].sort(order).map((entry) => entry.row));
  }

  show() {
    const counts = new Map();
    let shown = 0;
    for (const entry of this.entries) {
      const fails = failed(entry, this.state);
      entry.row.hidden = fails.length > 0;
      if (!fails.length) shown += 1;
      // A choice counts what it would show together with the other filters, its own left aside.
      for (const facet of FACETS) {
        if (fails.every((name) => name === facet)) {
          const key = `${facet}=${entry[facet]}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
      }
    }
    for (const box of this.boxes) {
      const count = counts.get(`${box.name}=${box.value}`) ?? 0;
      box.parentElement.lastElementChild.textContent = count;
      box.parentElement.classList.toggle('facet-none', !count);
    }
    for (const facet of this.form.querySelectorAll('details')) {
      const ticked = [...facet.querySelectorAll(':checked')].map((box) => box.parentElement.childNodes[1].textContent.trim());
      facet.querySelector('.facet-chosen').textContent = ticked.length > 2 ? `: ${ticked.length} chosen` : ticked.length ? `: ${ticked.join(', ')}` : '';
    }
    this.say(shown);
    history.replaceState(history.state, '', `${location.pathname}${toQuery(this.state)}${location.hash}`);
  }

  /** The number of entries, once the reader has stopped typing. */
  say(shown) {
    const all = this.entries.length;
    let text = shown === all ? `${all} entries` : shown ? `${shown} of ${all} entries` : `None of ${all} entries passes all filters: clear one of them.`;
    if (this.state.lost) text += '. The address asked for a choice that is not here: perhaps it is an old one.';
    this.state.lost = false;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { if (this.status.textContent !== text) this.status.textContent = text; }, 250);
  }
}

const form = globalThis.document?.querySelector('.catalogue-form');
if (form) new Catalogue(form, document.querySelector('table.catalogue'), document.querySelector('.catalogue-status'));
