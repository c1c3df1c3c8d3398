// Recurrent layers and attention. No DOM.
import { divides, integer, matches, need, product, shapeText } from './core.js';

const GATES = { RNN: 1n, LSTM: 4n, GRU: 3n };
// Beyond the products, for each unit and step: functions, products and sums of the cell's equations.
const CELL_OPS = { RNN: 1n, LSTM: 9n, GRU: 8n };

/** (L, N, I), (N, L, I) with batch_first, or (L, I) → length and batch. */
function sequence(a, shape, field, width) {
  need(shape.length === 2 || shape.length === 3, 'input', `The input must have 3 dimensions, or 2 without a batch, but it is ${shapeText(shape)}.`);
  const [first, second] = shape.length === 3 ? shape : [shape[0], 1n];
  matches(width, shape.at(-1), field, 'last dimension');
  const [length, batch] = a.batch_first && shape.length === 3 ? [second, first] : [first, second];
  return { length, batch };
}

/** Sums of products of one layer: W_x, W_h, both biases and the projection, for every direction. */
function recurrentLayer({ gates, hidden, state, input, directions, bias, proj, symbol }) {
  const times = (...factors) => [...(directions > 1n ? [['D', directions]] : []), ...factors];
  const weights = [times(['G', gates], ['H', hidden], [symbol, input]), times(['G', gates], ['H', hidden], [proj ? 'P' : 'H', state])];
  if (proj) weights.push(times(['P', proj], ['H', hidden]));
  return { weights, biases: bias ? [times(['2', 2n], ['G', gates], ['H', hidden])] : [] };
}

/**
 * RNN, LSTM and GRU as torch.nn has them: two bias vectors a gate, layers, both directions, projections (LSTM).
 * MACC: every weight is used once for each step and each sequence.
 */
export function recurrent(a, shape, rank, kind) {
  const name = kind.replace('Cell', '');
  const input = integer(a.input_size, 'input_size');
  const hidden = integer(a.hidden_size, 'hidden_size');
  const layers = integer(a.num_layers ?? 1, 'num_layers');
  const proj = integer(a.proj_size ?? 0, 'proj_size', 0n);
  need(proj < hidden, 'proj_size', `proj_size ${proj} must be smaller than hidden_size ${hidden}.`);
  need(proj === 0n || name === 'LSTM', 'proj_size', 'Only an LSTM has a projection.');
  need(['tanh', 'relu'].includes(a.nonlinearity ?? 'tanh'), 'nonlinearity', "nonlinearity must be 'tanh' or 'relu'.");
  const cell = kind !== name;
  need(!cell || shape.length < 3, 'input', `A cell takes one step, (N, ${input}), but the input is ${shapeText(shape)}.`);
  // A cell is a sequence of one step.
  const whole = cell ? [1n, ...(shape.length === 1 ? [1n] : []), ...shape] : shape;
  const { length, batch } = sequence(cell ? {} : a, whole, 'input_size', input);
  const state = proj || hidden;
  const directions = a.bidirectional ? 2n : 1n;
  const common = { gates: GATES[name], hidden, state, directions, bias: a.bias, proj };
  const groups = [recurrentLayer({ ...common, input, symbol: 'I' })];
  const more = layers - 1n;
  if (more > 0n) {
    const next = recurrentLayer({ ...common, input: directions * state, symbol: `${directions > 1n ? 'D·' : ''}${proj ? 'P' : 'H'}` });
    const repeat = (factors) => [['layers−1', more], ...factors];
    groups.push({ weights: next.weights.map(repeat), biases: next.biases.map(repeat) });
  }
  const weights = groups.flatMap((group) => group.weights);
  const steps = [...(cell ? [] : [['L', length]]), ['N', batch]];
  const units = length * batch * layers * directions * hidden;
  const sums = units * GATES[name] + length * batch * layers * directions * proj;
  return {
    output: [...shape.slice(0, -1), directions * state],
    params: [...weights, ...groups.flatMap((group) => group.biases)],
    macs: weights.map((factors) => [...steps, ...factors]),
    sums,
    biases: a.bias ? 2n * units * GATES[name] : 0n,
    ops: units * CELL_OPS[name],
  };
}

/**
 * Scaled dot products without weights: QKᵀ and the weighted sum of V. A causal mask saves nothing here: the dense
 * products are counted, as PyTorch does. Softmax with scaling: 6S − 2 operations a row.
 */
export function dotProductAttention(a, shape) {
  need(shape.length > 1, 'input', `The queries need a shape (…, L, E), but it is ${shapeText(shape)}.`);
  const [length, width] = shape.slice(-2);
  const source = a.source_length === null ? length : integer(a.source_length, 'source_length');
  const values = a.value_dim === null ? width : integer(a.value_dim, 'value_dim');
  const lead = shape.slice(0, -2);
  const scores = [['N·h', product(lead)], ['L', length], ['S', source]];
  const rows = product(lead) * length;
  return {
    output: [...lead, length, values],
    macs: [[...scores, ['E', width]], [...scores, ['E_v', values]]],
    sums: rows * (source + values),
    ops: rows * (6n * source - 2n),
  };
}

/** Multi-head attention of torch.nn: projections of Q, K and V, the dot products, the output projection. */
export function multiheadAttention(a, shape) {
  const [embed, heads] = [integer(a.embed_dim, 'embed_dim'), integer(a.num_heads, 'num_heads')];
  divides(heads, embed, 'num_heads', 'embed_dim');
  const { length, batch } = sequence(a, shape, 'embed_dim', embed);
  const source = a.source_length === null ? length : integer(a.source_length, 'source_length');
  const [key, value] = [['kdim', a.kdim], ['vdim', a.vdim]].map(([field, one]) => (one === null ? embed : integer(one, field)));
  const seen = source + (a.add_bias_kv ? 1n : 0n) + (a.add_zero_attn ? 1n : 0n);
  const [q, k, v, out] = [embed, key, value, embed].map((width, i) => [[['E', 'K', 'V', 'E'][i], width], ['E', embed]]);
  const scores = [['N', batch], ['h', heads], ['L', length], ['S', seen], ['E/h', embed / heads]];
  const biases = a.bias ? [[['4', 4n], ['E', embed]]] : [];
  const rows = 2n * length + 2n * source;
  return {
    output: shape,
    params: [q, k, v, out, ...biases, ...(a.add_bias_kv ? [[['2', 2n], ['E', embed]]] : [])],
    macs: [
      [['N', batch], ['L', length], ...q], [['N', batch], ['S', source], ...k], [['N', batch], ['S', source], ...v],
      scores, scores, [['N', batch], ['L', length], ...out],
    ],
    sums: batch * (rows * embed + heads * length * seen + length * embed),
    biases: a.bias ? batch * rows * embed : 0n,
    ops: batch * heads * length * (6n * seen - 2n),
  };
}
