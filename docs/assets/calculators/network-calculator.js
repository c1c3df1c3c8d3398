import { CONVENTIONS, FORMATS } from './arithmetic.js';
import { sumRows, walkNetwork } from './network.js';
import { Calculator, amount, copyButton, digits, facts, h, readable, table } from './ui.js';

const PRESETS = {
  alexnet: 'AlexNet', vgg16: 'VGG-16', resnet18: 'ResNet-18', resnet50: 'ResNet-50', densenet121: 'DenseNet-121', squeezenet1_0: 'SqueezeNet 1.0',
  mobilenet_v2: 'MobileNetV2', shufflenet_v2_x1_0: 'ShuffleNet V2 1×', efficientnet_b0: 'EfficientNet-B0', convnext_tiny: 'ConvNeXt-T',
  bert_base: 'BERT-base (encoder)', gpt2_small: 'GPT-2 small (decoder)',
};
const OWN = 'your own network';
const COLUMNS = ['Layer', 'Output', 'Parameters', 'MACC', 'Memory'];
const SORTED = [(row) => row.order, null, (row) => row.paramCount, (row) => row.macCount, (row) => row.outputCount];

class NetworkCalculator extends Calculator {
  prefix = 'network';
  errorField = 'text';
  sort = { column: 0, down: false };
  open = new Set();

  fields() {
    return [
      { name: 'preset', label: 'Network', value: PRESETS.resnet18, options: [...Object.values(PRESETS), OWN] },
      { name: 'input', label: 'Input without the batch', value: '', text: true },
      { name: 'batch', label: 'Batch', value: '1' },
      { name: 'format', label: 'Number format', options: Object.keys(FORMATS) },
      { name: 'convention', label: 'Count FLOPs as', options: Object.keys(CONVENTIONS) },
      { name: 'exact', label: 'Exact numbers in the table', type: 'checkbox', value: 'false' },
      { name: 'text', label: 'The network: change a layer, or paste your own or an nn.Sequential(…)', value: '', area: true },
    ];
  }

  build() {
    super.build();
    if (this.values.text === undefined) this.load();
  }

  changed(input) {
    if (input.name === 'preset' && input.value !== OWN) {
      this.values = { ...this.values, preset: input.value, input: undefined, text: undefined };
      this.open.clear();
      this.load(true);
      return;
    }
    if (input.name === 'preset') this.values.text = this.controls.elements.text.value;
    if (input.name === 'text') {
      this.values.preset = this.controls.elements.preset.value = OWN;
      // A new first line brings its own input size.
      const sizes = /^\s*input +(.*)$/m.exec(input.value)?.[1];
      if (sizes) this.values.input = this.controls.elements.input.value = sizes;
    }
    super.changed(input);
  }

  async load(remember = false) {
    const name = Object.keys(PRESETS).find((key) => PRESETS[key] === this.get('preset')) ?? 'resnet18';
    this.wanted = name;
    const answer = await fetch(new URL(`../networks/${name}.txt`, import.meta.url)).catch(() => ({}));
    const loaded = answer.ok && await answer.text();
    // The reader may have chosen another one meanwhile.
    if (this.wanted !== name) return;
    if (!loaded) {
      this.refuse('preset', 'This network could not be loaded.');
      return;
    }
    this.preset = loaded;
    const { text, input } = this.controls.elements;
    text.value = this.preset;
    input.value = this.values.input ??= /^input (.*)$/m.exec(this.preset)[1];
    this.update(remember);
  }

  compute() {
    const text = this.values.text ?? this.preset;
    if (text === undefined) return { nodes: [h('p', {}, 'Loading the network …')], sentence: '' };
    const walked = walkNetwork(text, this.get('batch'), this.get('input'));
    walked.rows.forEach((row, order) => Object.assign(row, { order }));
    this.walked = walked;
    return this.shown(walked);
  }

  shown({ rows, output }) {
    const sums = sumRows(rows);
    const bytes = FORMATS[this.get('format')];
    const convention = this.get('convention');
    const results = [
      ['Parameters', amount(sums.paramCount)], ['MACC', amount(sums.macCount)], [`FLOPs: ${convention}`, amount(CONVENTIONS[convention](sums))],
      ['Weights', amount(sums.paramCount * bytes, 'B')], ['All activations', amount(sums.outputCount * bytes, 'B')],
      ['Largest layer, in and out', amount(sums.largest * bytes, 'B')], ['Output shape', `(${output.join(', ')})`],
    ];
    const blocks = [];
    for (const row of rows) {
      if (blocks.at(-1)?.name !== row.block) blocks.push({ name: row.block, rows: [], order: row.order });
      blocks.at(-1).rows.push(row);
    }
    for (const block of blocks) Object.assign(block, sumRows(block.rows), { output: block.rows.at(-1).output });
    return {
      sentence: `${amount(sums.paramCount)} parameters, ${amount(sums.macCount)} MACC.`,
      nodes: [
        facts(results),
        bars(blocks, sums),
        this.layers(blocks, bytes),
        copyButton(this, 'Copy as text', () => results.map((one) => one.join(': ')).join('\n')),
      ],
    };
  }

  layers(blocks, bytes) {
    const { column, down } = this.sort;
    const by = (list) => [...list].sort((a, b) => (SORTED[column](a) > SORTED[column](b) ? 1 : -1) * (down ? -1 : 1));
    const show = (n, unit) => (this.get('exact') === 'true' ? digits(n) : readable(n, unit));
    const cells = (row) => [row.output.join('×'), show(row.paramCount), show(row.macCount), show(row.outputCount * bytes, 'B')].map((cell) => h('td', {}, cell));
    const rows = by(blocks).flatMap((block) => {
      const open = this.open.has(block.name);
      const single = block.rows.length === 1;
      const name = single ? block.rows[0].text : h('button', { type: 'button', 'aria-expanded': String(open), onclick: () => this.toggle(block.name) }, `${open ? '−' : '+'} ${block.name}`);
      const inner = open && !single ? by(block.rows).map((row) => h('tr', { class: 'calc-inner' }, h('th', { scope: 'row' }, row.text), cells(row))) : [];
      return [h('tr', {}, h('th', { scope: 'row' }, name), cells(block)), ...inner];
    });
    const heads = COLUMNS.map((name, i) => {
      if (!SORTED[i]) return name;
      const state = column === i ? (down ? 'descending' : 'ascending') : undefined;
      const mark = state ? (down ? ' ↓' : ' ↑') : '';
      return h('th', { scope: 'col', 'aria-sort': state }, h('button', { type: 'button', 'data-sort': String(i), onclick: () => this.order(i) }, name + mark));
    });
    return table('Layers: a button opens a block or sorts by a column', heads, rows);
  }

  order(column) {
    this.sort = { column, down: this.sort.column === column ? !this.sort.down : column > 0 };
    this.again(`[data-sort="${column}"]`);
  }

  toggle(name) {
    if (!this.open.delete(name)) this.open.add(name);
    const at = [...this.result.querySelectorAll('[aria-expanded]')].indexOf(document.activeElement);
    this.again('[aria-expanded]', Math.max(at, 0));
  }

  /** Draws the table anew and gives the focus back to the button that was pressed. */
  again(selector, at = 0) {
    const scrolled = this.result.querySelector('.calc-scroll').scrollLeft;
    this.result.replaceChildren(...this.shown(this.walked).nodes);
    this.result.querySelector('.calc-scroll').scrollLeft = scrolled;
    this.result.querySelectorAll(selector)[at]?.focus({ preventScroll: true });
  }
}

/** Shares of each block in MACC, parameters and activations. */
function bars(blocks, sums) {
  const measures = [['MACC', 'macCount', 'c1'], ['Parameters', 'paramCount', 'c2'], ['Memory', 'outputCount', 'c3']];
  const share = (block, key) => (sums[key] ? Number((block[key] * 1000n) / sums[key]) / 10 : 0);
  const bar = (block, [, key, color]) => h('svg:svg', { class: 'figure', viewBox: '0 0 100 10', preserveAspectRatio: 'none' }, h('svg:rect', { class: `fill ${color}`, width: share(block, key), height: 10 }));
  const said = measures.map(([name, key]) => `${name}: ${blocks.map((block) => `${block.name} ${share(block, key)} %`).join(', ')}`).join('. ');
  return h('div', { class: 'calc-bars', role: 'img', 'aria-label': `Where they are. ${said}.` },
    ['', ...measures.map(([name]) => name)].map((name) => h('span', {}, name)),
    blocks.map((block) => [h('span', {}, block.name), ...measures.map((one) => bar(block, one))]));
}

customElements.define('network-calculator', NetworkCalculator);
