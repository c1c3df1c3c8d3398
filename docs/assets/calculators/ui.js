// What the five calculators share: building elements, fields with errors, the live region, the address bar.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: properties that begin with “on” are listeners, false and undefined leave an attribute out. */
export function h(tag, properties = {}, ...children) {
  const [name, svg] = tag.startsWith('svg:') ? [tag.slice(4), true] : [tag, false];
  const element = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(2));
  return element;
}

/** 118013952 → 118,013,952. */
export const digits = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** A number in three or four digits with its unit: 118 M, 4.089 G, 37.63 MB. */
export function readable(n, unit = '') {
  let value = Number(n);
  let step = 0;
  while (value >= 1000 && step < 8) [value, step] = [value / 1000, step + 1];
  return `${Number(value.toPrecision(4))} ${['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'][step]}${unit}`.trim();
}

/** The exact integer and, where it is long, the readable one behind it. */
export const amount = (n, unit = '') => `${digits(n)}${unit && ` ${unit}`}${n < 10000n ? '' : ` (${readable(n, unit)})`}`;

/** A table in a box of its own that scrolls sideways on a phone. */
export function table(caption, heads, rows) {
  const head = h('tr', {}, heads.map((one) => (one.nodeType ? one : h('th', { scope: 'col' }, one))));
  const body = rows.map((row) => (row.nodeType ? row : h('tr', {}, row.map((cell, i) => h(i ? 'td' : 'th', i ? {} : { scope: 'row' }, cell)))));
  return h('div', { class: 'calc-scroll', role: 'region', tabindex: 0, 'aria-label': caption },
    h('table', { class: 'calc-table' }, h('caption', {}, caption), h('thead', {}, head), h('tbody', {}, body)));
}

/** Pairs of a name and what it is. */
export const facts = (pairs) => h('dl', {}, pairs.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));

/** A drawing with a name for those who do not see it. */
export const drawing = (width, height, label, ...parts) => h('svg:svg', { class: 'figure', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label }, ...parts);
export const rect = (x, y, width, height, style) => h('svg:rect', { x, y, width, height, class: style });
export const words = (x, y, text, style = '', anchor = 'middle') => h('svg:text', { x, y, 'text-anchor': anchor, class: `t small ${style}` }, text);
export const path = (d, style) => h('svg:path', { d, class: `l ${style}` });

/** “C_out” with its index set low. */
export const symbol = (text) => String(text).split(/_(\w+)/).map((part, i) => (i % 2 ? h('sub', {}, part) : part));

/** A button that copies what `text()` returns, and says so through the calculator's live region. */
export function copyButton(calculator, label, text) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      calculator.say('Copied.', 0);
    } catch {
      calculator.say(`The browser does not allow copying: ${text()}`, 0);
    }
  };
  return h('button', { type: 'button', onclick: copy }, label);
}

/**
 * The base of every calculator. A subclass has `prefix` (its namespace in the address bar), fields() → descriptions of
 * its fields, and compute() → { nodes, sentence }; compute() throws an error with `field` when an entry is wrong.
 */
export class Calculator extends HTMLElement {
  connectedCallback() {
    if (this.result) return;
    this.values = {};
    for (const [key, value] of new URLSearchParams(location.search)) {
      if (key.startsWith(`${this.prefix}.`)) this.values[key.slice(this.prefix.length + 1)] = value;
    }
    this.controls = h('form', { class: 'calc-fields', onsubmit: (event) => event.preventDefault(), oninput: (event) => this.changed(event.target) });
    this.result = h('div', { class: 'calc-result' });
    this.live = h('p', { class: 'calc-live', role: 'status' });
    // The static example inside the element served readers until now.
    this.replaceChildren(this.controls, this.result, this.live);
    this.build();
    this.update();
  }

  /** What is in a field, as text; a choice that a shared link names wrongly is the first choice. */
  get(name) {
    const field = this.list.find((one) => one.name === name);
    const value = this.values[name] ?? field?.value ?? '';
    return field?.options && !field.options.includes(value) ? field.options[0] : value;
  }

  build() {
    const focused = document.activeElement?.id;
    this.list = this.fields();
    this.controls.replaceChildren(...this.list.map((field) => this.field(field)));
    if (focused && this.controls.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused).focus();
  }

  field({ name, label, options, type = 'text', area, node, rebuild, ...more }) {
    if (node) return node;
    const id = `${this.prefix}-${name}`;
    const value = this.get(name);
    const common = { id, name, 'aria-describedby': `${id}-error`, 'data-rebuild': rebuild };
    let input;
    if (options) input = h('select', common, options.map((one) => h('option', { selected: one === value }, one)));
    else if (area) input = h('textarea', { ...common, rows: 12, spellcheck: 'false' }, value);
    else if (type === 'checkbox') input = h('input', { ...common, type, checked: value === 'true' });
    else input = h('input', { ...common, type, value, autocomplete: 'off', inputmode: more.text ? undefined : 'numeric' });
    return h('div', { class: `calc-field${area || more.wide ? ' calc-wide' : ''}` }, h('label', { for: id }, label ?? name), input, h('p', { class: 'calc-error', id: `${id}-error` }));
  }

  changed(input) {
    this.values[input.name] = input.type === 'checkbox' ? String(input.checked) : input.value;
    if (input.dataset.rebuild !== undefined) this.build();
    this.update(true);
  }

  /** Computes and shows the result, or the error beside its field; what was typed stays. */
  update(remember = false) {
    for (const bad of this.controls.querySelectorAll('[aria-invalid]')) bad.removeAttribute('aria-invalid');
    for (const error of this.controls.querySelectorAll('.calc-error')) error.textContent = '';
    let sentence;
    try {
      const shown = this.compute();
      this.result.replaceChildren(...shown.nodes);
      sentence = shown.sentence;
    } catch (error) {
      if (!error.field && !error.line) throw error;
      sentence = this.refuse(error.field ?? 'text', error.message);
    }
    if (!remember) return;
    this.say(sentence, 900);
    this.remember();
  }

  refuse(field, message) {
    // By namedItem, for a field may be called “length”.
    const { elements } = this.controls;
    const known = elements.namedItem(field) ?? elements[this.errorField ?? 0];
    known.setAttribute('aria-invalid', 'true');
    document.getElementById(`${known.id}-error`).textContent = message;
    this.result.replaceChildren(h('p', {}, 'No result: one entry does not fit.'));
    return message;
  }

  /** One sentence for screen readers, once the reader has stopped typing. */
  say(sentence, wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.live.textContent = sentence; }, wait);
  }

  /** Keeps the entries in the address bar, next to those of the other calculators. */
  remember() {
    const query = new URLSearchParams(location.search);
    for (const key of [...query.keys()]) if (key.startsWith(`${this.prefix}.`)) query.delete(key);
    for (const { name } of this.list) if (name && this.values[name] !== undefined) query.set(`${this.prefix}.${name}`, this.values[name]);
    history.replaceState(history.state, '', `${location.pathname}?${query}${location.hash}`);
  }
}
