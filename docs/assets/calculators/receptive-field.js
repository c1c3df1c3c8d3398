import { receptiveField, seenPositions } from './receptive.js';
import { Calculator, digits, drawing, h, rect, table } from './ui.js';

const DEFAULT = 'conv.3.1.1.1_conv.3.1.1.1_pool.2.2.0.1_conv.3.1.1.1';
const SIDE = 300;
const MOST_CELLS = 40;

class ReceptiveField extends Calculator {
  prefix = 'field';
  unit = [0, 0];

  get stack() {
    return (this.values.stack || DEFAULT).split('_').map((text) => {
      const [kind, k, s, p, d] = text.split('.');
      return { kind, k: k ?? '', s: s ?? '', p: p ?? '', d: d ?? '' };
    });
  }

  set stack(layers) {
    this.values.stack = layers.map((one) => Object.values(one).join('.')).join('_');
  }

  fields() {
    const change = (layers) => { this.stack = layers; this.build(); this.update(true); };
    const add = (kind, ...sizes) => h('button', { type: 'button', onclick: () => change([...this.stack, { kind, k: sizes[0], s: sizes[1], p: sizes[2], d: 1 }]) }, `Add a ${kind === 'conv' ? 'convolution' : 'pooling'}`);
    const layer = (one, i) => h('fieldset', {}, h('legend', {}, `Layer ${i + 1}: ${one.kind === 'conv' ? 'convolution' : 'pooling'}`),
      [['k', 'kernel'], ['s', 'stride'], ['p', 'padding'], ['d', 'dilation']].map(([name, label]) => this.field({ name: `${name}${i}`, label, value: one[name] })),
      this.stack.length > 1 ? h('button', { type: 'button', 'aria-label': `Remove layer ${i + 1}`, onclick: () => change(this.stack.filter((_, at) => at !== i)) }, 'Remove') : '');
    return [
      { name: 'n', label: 'Input height and width', value: '32' },
      { name: 'stack' },
      ...this.stack.map((one, i) => ({ node: layer(one, i) })),
      { node: h('div', { class: 'calc-wide' }, add('conv', 3, 1, 1), add('pool', 2, 2, 0)) },
    ];
  }

  field(description) {
    return description.name === 'stack' ? '' : super.field(description);
  }

  get(name) {
    const [, letter, at] = /^([kspd])(\d+)$/.exec(name) ?? [];
    return letter ? this.stack[at][letter] : super.get(name);
  }

  changed(input) {
    const [, letter, at] = /^([kspd])(\d+)$/.exec(input.name) ?? [];
    if (letter) {
      // Dots and underscores separate the entries in the address bar.
      this.stack = this.stack.map((one, i) => (i === Number(at) ? { ...one, [letter]: input.value.replace(/[._]/g, ' ') } : one));
      this.update(true);
    } else super.changed(input);
  }

  compute() {
    const layers = this.stack;
    const rows = receptiveField(this.get('n'), layers);
    const last = rows.at(-1);
    const name = (i) => (i ? `${i} ${layers[i - 1].kind === 'conv' ? 'convolution' : 'pooling'} ${layers[i - 1].k}` : 'input');
    this.unit = this.unit.map((one) => Math.min(one, last.size - 1));
    const picture = h('div');
    const draw = () => {
      const [image, text] = this.picture(rows);
      picture.replaceChildren(image, h('p', {}, text));
      return text;
    };
    const slider = (axis, label) => {
      const id = `field-${label}`;
      const move = (event) => { event.stopPropagation(); this.unit[axis] = Number(event.target.value); this.say(draw(), 900); };
      return h('div', { class: 'calc-field' }, h('label', { for: id }, `Unit’s ${label}, 0 to ${last.size - 1}`), h('input', { id, type: 'range', min: 0, max: last.size - 1, value: this.unit[axis], oninput: move }));
    };
    draw();
    return {
      sentence: `Output ${last.size} by ${last.size}, receptive field ${last.field}, jump ${last.jump}.`,
      nodes: [
        table('Along one axis, layer by layer', ['Layer', 'Output size', 'Receptive field', 'Jump', 'Start'], rows.map((row, i) => [name(i), ...[row.size, row.field, row.jump].map(digits), String(row.start).replace('-', '−')])),
        h('div', { class: 'calc-fields' }, slider(0, 'row'), slider(1, 'column')),
        picture,
      ],
    };
  }

  picture(rows) {
    const [{ size }, last] = [rows[0], rows.at(-1)];
    const seen = this.unit.map((one) => seenPositions(size, this.stack, one));
    const span = (axis) => (seen[axis].length ? `${seen[axis][0]} to ${seen[axis].at(-1)}` : 'of padding only');
    const from = this.unit.map((one) => last.start + one * last.jump - (last.field - 1) / 2);
    // Leave room for a field that hangs over the edge, but never let it shrink the input to a dot.
    const margin = Math.min(last.field, size / 2);
    const scale = SIDE / (size + 2 * margin);
    const at = (value) => ((Math.max(-margin, Math.min(size + margin, value)) + margin) * scale).toFixed(2);
    const box = (top, left, height, width, cls) => rect(at(left), at(top), at(left + width) - at(left), at(top + height) - at(top), cls);
    const shapes = [box(0, 0, size, size, 'soft muted')];
    if (size <= MOST_CELLS) for (const row of seen[0]) for (const column of seen[1]) shapes.push(box(row, column, 1, 1, 'soft line c1'));
    shapes.push(box(0, 0, size, size, 'l ink'), box(from[0], from[1], last.field, last.field, 'l thick c2'));
    const text = `Unit (${this.unit.join(', ')}) sees rows ${span(0)} and columns ${span(1)} of the input.`;
    return [drawing(SIDE, SIDE, text, shapes), text];
  }
}

customElements.define('receptive-field', ReceptiveField);
