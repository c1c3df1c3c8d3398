import { calculate, torchText } from './arithmetic.js';
import { integer } from './core.js';
import { Calculator, amount, digits, drawing, facts, h, path, rect, table, words } from './ui.js';

const GATE_NAMES = {
  LSTM: ['input gate i', 'forget gate f', 'candidate g', 'output gate o'], GRU: ['reset gate r', 'update gate z', 'candidate n'], RNN: ['new state h'],
};
const BIASES = ['two vectors a gate (PyTorch)', 'one vector a gate', 'none'];

class RecurrentCalculator extends Calculator {
  prefix = 'recurrent';

  fields() {
    return [
      { name: 'kind', label: 'Layer', options: Object.keys(GATE_NAMES) },
      { name: 'input_size', label: 'input_size I', value: '8' },
      { name: 'hidden_size', label: 'hidden_size H', value: '16' },
      { name: 'num_layers', value: '1' },
      { name: 'length', label: 'L, time steps', value: '4' },
      { name: 'batch', label: 'N, sequences in a batch', value: '3' },
      { name: 'bias', label: 'Biases', options: BIASES },
      { name: 'bidirectional', type: 'checkbox', value: 'false' },
    ];
  }

  compute() {
    const kind = this.get('kind');
    const biases = BIASES.length - 1 - BIASES.indexOf(this.get('bias'));
    const values = { input_size: this.get('input_size'), hidden_size: this.get('hidden_size'), num_layers: this.get('num_layers'), bias: biases > 0, bidirectional: this.get('bidirectional') === 'true' };
    const [length, batch] = ['length', 'batch'].map((name) => integer(this.get(name), name));
    const r = calculate(kind, values, [length, batch, values.input_size]);
    const [input, hidden, layers] = [values.input_size, values.hidden_size, values.num_layers].map(BigInt);
    const directions = values.bidirectional ? 2n : 1n;
    const gates = GATE_NAMES[kind];
    const all = r.paramCount - (biases === 1 ? BigInt(gates.length) * hidden * layers * directions : 0n);
    const each = hidden * (input + hidden + BigInt(biases));
    const shape = (rows, columns) => `${digits(rows)} × ${digits(columns)}`;
    const results = [
      ['Hidden units', `${digits(hidden)} numbers in h for each sequence and direction${kind === 'LSTM' ? `, and ${digits(hidden)} in its cell state c` : ''}`],
      ['Cells', `${digits(layers * directions)}, one for each layer and direction, used at all ${digits(length)} steps`],
      ['Parameters', amount(all)], ['MACC', amount(r.macCount)], ['Output shape', `(${r.output.join(', ')})`],
    ];
    return {
      sentence: `${amount(all)} parameters, ${amount(r.macCount)} MACC.`,
      nodes: [
        facts(results),
        table('The first layer, one direction', ['Gate', 'On the input', 'On the state', 'Biases', 'Parameters'],
          [...gates.map((gate) => [gate, shape(hidden, input), shape(hidden, hidden), biases ? `${biases} of ${digits(hidden)}` : '0', digits(each)]), ['all', '', '', '', digits(each * BigInt(gates.length))]]),
        matrices(gates, Number(input), Number(hidden), biases),
        unrolled(Number(length), batch, input, hidden, kind),
        h('p', {}, h('code', {}, `nn.${torchText(kind, values)}`)),
      ],
    };
  }
}

/** W_x, W_h and the biases of every gate, to scale. */
function matrices(gates, input, hidden, biases) {
  const scale = Math.min(60 / hidden, 260 / (input + hidden));
  const [height, left, right] = [hidden, input, hidden].map((size) => Math.max(3, size * scale));
  const tall = height + 14;
  const rows = gates.map((gate, i) => {
    const y = 24 + i * tall;
    return [
      words(50, y + height / 2 + 5, gate), rect(105, y, left, height, 'soft line c1'), rect(113 + left, y, right, height, 'soft line c2'),
      ...Array.from({ length: biases }, (_, at) => rect(123 + left + right + 8 * at, y, 4, height, 'soft line c3')),
    ];
  });
  return drawing(420, 24 + gates.length * tall, `Each of ${gates.length} gates: a matrix of ${hidden} by ${input} on the input, one of ${hidden} by ${hidden} on the state, ${biases} bias vectors.`,
    words(105 + left / 2, 14, `H × I`, 'c1'), words(113 + left + right / 2, 14, 'H × H', 'c2'), biases ? words(135 + left + right, 14, 'bias', 'c3') : '', ...rows.flat());
}

/** The one cell at each step, with the shapes of a whole batch. */
function unrolled(length, batch, input, hidden, kind) {
  const shown = Math.min(length, 4);
  const steps = Array.from({ length: shown }, (_, i) => {
    const x = 20 + i * 110;
    const skipped = shown < length && i === shown - 1;
    const name = skipped ? length : i + 1;
    return [
      rect(x, 50, 60, 36, 'soft line c1'), words(x + 30, 73, kind), words(x + 30, 130, `x${name}: ${batch} × ${input}`), words(x + 30, 22, `h${name}: ${batch} × ${hidden}`),
      path(`M${x + 30} 114V90m-4 6l4 -6l4 6M${x + 30} 50V30m-4 6l4 -6l4 6${i < shown - 1 ? `M${x + 60} 68h46m-6 -4l6 4l-6 4` : ''}`, 'ink'),
      shown < length && i === shown - 2 ? words(x + 84, 60, '…') : '',
    ];
  });
  return drawing(430, 140, `Unrolled over ${length} steps: the same cell takes x, ${batch} by ${input}, and hands on h, ${batch} by ${hidden}.`, ...steps.flat());
}

customElements.define('recurrent-calculator', RecurrentCalculator);
