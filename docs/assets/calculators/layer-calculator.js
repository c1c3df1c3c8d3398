import { CONVENTIONS, FORMATS, LAYERS, calculate, signature, torchText } from './arithmetic.js';
import { Calculator, amount, copyButton, digits, facts, h, symbol } from './ui.js';

const START = {
  in_channels: 64, out_channels: 64, kernel_size: 3, in_features: 2048, out_features: 1000, input_size: 128, hidden_size: 256, num_embeddings: 30522,
  embedding_dim: 768, embed_dim: 512, num_heads: 8, num_features: 64, num_groups: 8, num_channels: 64, normalized_shape: 768, output_size: 1,
  upscale_factor: 2, downscale_factor: 2, padding: 1, scale_factor: 2,
};
const FREE = { N: ['N, batch', 1], C: ['C, channels', 64], H: ['H, height', 224], W: ['W, width', 224], D: ['D, depth', 16], L: ['L, length', 128], E: ['E, width of a head', 64], h: ['h, heads', 8] };
const MODES = ['zeros', 'reflect', 'replicate', 'circular'];
// Changes of shape that need more than a first guess stay with the network calculator.
const KINDS = Object.keys(LAYERS).filter((kind) => signature(kind).every(({ name, fallback }) => fallback !== undefined || name in START));

const typed = (text) => {
  const parts = text.split(/[,;×\s()[\]]+/).filter(Boolean);
  return parts.length > 1 ? parts : parts.length === 0 || parts[0] === 'None' ? null : parts[0];
};

class LayerCalculator extends Calculator {
  prefix = 'layer';

  get kind() {
    return KINDS.includes(this.values.kind) ? this.values.kind : 'Conv2d';
  }

  /** The input's dimensions: those that are no argument have a field of their own. */
  get dimensions() {
    const { input } = LAYERS[this.kind];
    return this.values.batch_first === 'true' ? [input[1], input[0], ...input.slice(2)] : input;
  }

  fields() {
    const { kind } = this;
    const given = signature(kind).filter((one) => !one.silent);
    const own = this.dimensions.filter((name) => !given.some((one) => one.name === name));
    return [
      { name: 'kind', label: 'Layer', value: kind, options: KINDS, rebuild: true },
      ...own.map((name) => (name === '*' ? { name: 'shape', label: 'Input shape', value: '1, 64, 56, 56', text: true } : { name, label: FREE[name][0], value: String(FREE[name][1]) })),
      ...given.map(({ name, fallback }) => {
        if (typeof fallback === 'boolean') return { name, type: 'checkbox', value: String(fallback), rebuild: name === 'batch_first' || undefined };
        return { name, value: String(START[name] ?? fallback ?? 'None'), options: name === 'padding_mode' && kind[4] !== 'T' ? MODES : undefined, text: true };
      }),
      { name: 'format', label: 'Number format', options: Object.keys(FORMATS) },
      { name: 'convention', label: 'Count FLOPs as', options: Object.keys(CONVENTIONS) },
    ];
  }

  entries() {
    const values = {};
    for (const { name, type } of this.list) {
      if (signature(this.kind).some((one) => one.name === name)) values[name] = type ? this.get(name) === 'true' : typed(this.get(name));
    }
    const shape = this.dimensions.flatMap((name) => (name === '*' ? typed(this.get('shape')) : name in values ? values[name] : typed(this.get(name))) ?? '');
    return { values, shape };
  }

  compute() {
    this.errorField = this.list[1].name;
    const { kind } = this;
    const { values, shape } = this.entries();
    const r = calculate(kind, values, shape);
    const bytes = FORMATS[this.get('format')];
    const convention = this.get('convention');
    const line = `nn.${torchText(kind, values)}`;
    const output = `(${r.output.join(', ')})`;
    const results = [
      ['Output shape', output], ['Parameters', amount(r.paramCount)], ['MACC', amount(r.macCount)], [`FLOPs: ${convention}`, amount(CONVENTIONS[convention](r))],
      ['Activations', amount(r.outputCount * bytes, 'B')], ['Weights', amount(r.paramCount * bytes, 'B')],
    ];
    const text = () => [line, ...results.map((one) => one.join(': ')), ...formulas(r).map((one) => one.join(' = '))].join('\n');
    return {
      sentence: `Output ${output}, ${amount(r.paramCount)} parameters, ${amount(r.macCount)} MACC.`,
      nodes: [
        facts(results),
        ...formulas(r).map((parts) => h('p', { class: 'calc-formula' }, parts.flatMap((part, i) => [i ? h('br') : '', i ? '= ' : '', ...symbol(part)]))),
        h('p', {}, h('code', {}, line)),
        copyButton(this, 'Copy as text', text),
        copyButton(this, 'Copy as TeX', () => formulas(r).map((parts) => tex(parts.join(' = '))).join('\n')),
        copyButton(this, 'Copy the torch.nn line', () => line),
      ],
    };
  }
}

const sum = (terms, pick) => terms.map((factors) => factors.map(pick).join(' · ')).join(' + ');

/** Every formula as [name, in symbols, filled in, value]. */
function formulas({ steps, params, macs, paramCount, macCount }) {
  const lines = steps.map(({ name, symbols, filled, value }) => [name, symbols, filled, digits(value)]);
  for (const [name, terms, value] of [['Parameters', params, paramCount], ['MACC', macs, macCount]]) {
    if (terms.length) lines.push([name, sum(terms, ([one]) => one), sum(terms, ([, one]) => digits(one)), digits(value)]);
  }
  return lines;
}

const TEX = { '·': '\\cdot ', '⌊': '\\lfloor ', '⌋': '\\rfloor ', '⌈': '\\lceil ', '⌉': '\\rceil ', '−': '-' };
const tex = (text) => text.replace(/_(\w+)/g, '_{\\mathrm{$1}}').replace(/(\d),(?=\d)/g, '$1{,}').replace(/\b(Parameters|MACC)\b/g, '\\mathrm{$1}').replace(/[·⌊⌋⌈⌉−]/g, (one) => TEX[one]);

customElements.define('layer-calculator', LayerCalculator);
