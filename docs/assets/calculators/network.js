// Walks shapes through a network whose text language.js has read. No DOM.
import { bind, LAYERS, measure, torchText } from './arithmetic.js';
import { floorDivide, integer, LayerError, product, shapeText } from './core.js';
import { NetworkError, parse } from './language.js';

/** “3 224 224”, with N for the batch (in front if it is not named) → a shape. @throws {LayerError} on input or batch */
export function inputShape(text, batch) {
  const sizes = text.split(/[\s,×x()]+/).filter(Boolean);
  return (sizes.includes('N') ? sizes : ['N', ...sizes]).map((size) => (size === 'N' ? integer(batch, 'batch') : integer(size, 'input')));
}

// torch.nn's encoder layer; with norm_first only the order changes, and no count with it.
const PRELUDE = parse(`def TransformerEncoderLayer(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=0, layer_norm_eps=0, batch_first=False, norm_first=False, bias=True):
Sequential(Residual(MultiheadAttention(d_model, nhead, bias=bias, batch_first=batch_first)), LayerNorm(d_model, bias=bias),
Residual(Linear(d_model, dim_feedforward, bias), ReLU(), Linear(dim_feedforward, d_model, bias)), LayerNorm(d_model, bias=bias))
Identity()`).scope;

const CONTAINERS = {
  Sequential: (walk, { items }, shape) => walk.chain(items, shape),
  Residual: (walk, { items, named, node }, shape) => walk.sum(node, [walk.chain(items, shape), named.shortcut ? walk.layer(named.shortcut, shape) : shape]),
  Add: (walk, { items, node }, shape) => walk.sum(node, items.map((item) => walk.layer(item, shape))),
  Multiply: (walk, { items, node }, shape) => walk.sum(node, items.map((item) => walk.layer(item, shape)), true),
  Concat: (walk, { items, node }, shape) => walk.concat(node, items.map((item) => walk.layer(item, shape))),
  Repeat: (walk, { items: [times, layer], node }, shape) => walk.copies(node, times, layer, shape),
  TransformerEncoder: (walk, { items, named, node }, shape) => {
    const layer = items[0] ?? named.encoder_layer;
    const times = items[1] ?? named.num_layers;
    const norm = items[2] ?? named.norm;
    const out = walk.copies(node, times, layer, shape);
    return norm ? walk.layer(norm, out) : out;
  },
  Tied: (walk, { items }, shape) => {
    walk.tied += 1;
    const out = walk.chain(items, shape);
    walk.tied -= 1;
    return out;
  },
};

// A text of a few words could otherwise keep the reader's browser busy for ever.
const MOST_DEPTH = 100;
const MOST_LAYERS = 5000;

/** Carries shapes through the layers and writes down a row for each. */
class Walk {
  constructor(scope) {
    Object.assign(this, { scope: { ...PRELUDE, ...scope }, rows: [], seen: new Set(), tied: 0, depth: 0 });
  }

  fail(node, message) {
    throw new NetworkError(node.line, node.text ?? '', message);
  }

  /** A value: number, text, list, or a layer waiting for its input as {node, env}. */
  value(node, env) {
    if ('value' in node) return node.value;
    if (node.list) return this.values(node.list, env);
    if (node.op) return this.arithmetic(node, env);
    if (node.call) return { node, env };
    if (node.name === 'C' && env.shape) return env.shape[env.shape.length > 1 ? 1 : 0];
    if (node.name in env.local) return env.local[node.name];
    const global = this.scope[node.name];
    // One object for one variable: used twice, its weights are shared, as in Python.
    if (global && !global.body) return (global.thunk ??= this.value(global, { local: {} }));
    return this.fail(node, `“${node.name}” is not known here.`);
  }

  values(nodes, env) {
    return nodes.flatMap((node) => {
      if (node.times) return Array.from({ length: Number(this.value(node.times, env)) }, () => this.value(node.item, env));
      if (node.spread) return node.spread.times ? this.values([node.spread], env) : this.value(node.spread, env);
      return [this.value(node, env)];
    });
  }

  arithmetic({ op, left, right, line }, env) {
    const [a, b] = [this.value(left, env), this.value(right, env)];
    if (typeof a !== 'bigint' || typeof b !== 'bigint') {
      if (op === '-' && a === 0n) return -b;
      this.fail({ line }, `“${op}” needs two whole numbers.`);
    }
    if ('//%'.includes(op) && b <= 0n) this.fail({ line }, `“${op}” needs a divisor above zero.`);
    if (op === '/' || op === '//') return floorDivide(a, b);
    return { '+': a + b, '-': a - b, '*': a * b, '%': op === '%' ? a % b : 0n }[op];
  }

  chain(items, shape) {
    return items.reduce((current, item) => this.layer(item, current), shape);
  }

  copies(node, times, layer, shape) {
    let current = shape;
    if (typeof times !== 'bigint' || times < 1n || !layer) this.fail(node, `${node.call} needs a layer and how often it comes.`);
    for (let i = 0; i < Number(times); i += 1) {
      this.seen = new Set();
      current = this.layer(layer, current);
    }
    return current;
  }

  /** Applies one layer to a shape and returns the next shape. */
  layer(thunk, shape) {
    if (Array.isArray(thunk)) return this.pairs(thunk, shape);
    const { node, env } = thunk ?? {};
    if (!node) this.fail({ line: this.line }, `“${String(thunk)}” is not a layer.`);
    this.line = node.line;
    this.depth += 1;
    if (this.depth > MOST_DEPTH || this.rows.length > MOST_LAYERS) this.fail(node, `this is too ${this.depth > MOST_DEPTH ? 'deep' : 'long'} to be walked through.`);
    const shared = this.seen.has(thunk);
    this.seen.add(thunk);
    this.tied += shared ? 1 : 0;
    const out = this.apply(node, { ...env, shape }, shape);
    this.tied -= shared ? 1 : 0;
    this.depth -= 1;
    return out;
  }

  /** [('conv1', layer), …] of an OrderedDict, or a plain list of layers. */
  pairs(list, shape) {
    return typeof list[0] === 'string' ? this.layer(list[1], shape) : this.chain(list, shape);
  }

  apply(node, env, shape) {
    const items = this.values(node.items, env);
    const named = Object.fromEntries(Object.entries(node.named).map(([name, one]) => [name, this.value(one, env)]));
    if (node.call === 'OrderedDict') return this.chain(items, shape);
    if (CONTAINERS[node.call]) return CONTAINERS[node.call](this, { items, named, node }, shape);
    const macro = this.scope[node.call];
    if (macro?.body) return this.layer(this.expand(macro, items, named, node), shape);
    const kind = node.call.replace(/^Lazy/, '');
    if (!LAYERS[kind]) this.fail(node, `“${node.call}” is not a layer that is known here.`);
    // A lazy layer takes its input's size as its first argument.
    if (kind !== node.call) items.unshift(kind === 'Linear' ? shape.at(-1) : shape[1]);
    return this.leaf(kind, node, items, named, shape);
  }

  expand({ parameters, defaults, body }, items, named, node) {
    if (items.length > parameters.length) this.fail(node, `${node.call} takes ${parameters.length} arguments.`);
    const local = {};
    parameters.forEach((name, i) => {
      if (i < items.length) local[name] = items[i];
      else if (name in named) local[name] = named[name];
      else if (defaults[name]) local[name] = this.value(defaults[name], { local });
      else this.fail(node, `${node.call} needs ${name}.`);
    });
    for (const name of Object.keys(named)) if (!parameters.includes(name)) this.fail(node, `${node.call} has no argument “${name}”.`);
    return this.value(body, { local });
  }

  leaf(kind, node, items, named, shape) {
    try {
      const values = bind(kind, items, named);
      const result = measure(kind, values, shape);
      if (this.tied) result.paramCount = 0n;
      return this.row(torchText(kind, values), node, shape, result);
    } catch (error) {
      if (!(error instanceof LayerError)) throw error;
      return this.fail(node, error.message);
    }
  }

  row(text, { line }, input, result) {
    this.rows.push({ text, line, block: this.block, input, ...result });
    return result.output;
  }

  /** Elementwise sum (or product, which may stretch sizes of 1) of branches. */
  sum(node, shapes, stretch = false) {
    const out = stretch ? shapes.reduce((a, b) => a.map((size, i) => (size === 1n ? b[i] : size))) : shapes[0];
    const fits = shapes.every((one) => one.length === out.length && one.every((size, i) => size === out[i] || (stretch && size === 1n)));
    if (!fits) this.fail({ line: node.line, text: node.call }, `the branches have different shapes: ${shapes.map(shapeText).join(' and ')}.`);
    return this.extra(node, out, BigInt(shapes.length - 1) * product(out));
  }

  concat(node, shapes) {
    const fits = shapes.every((one) => one.length === shapes[0].length && one.every((size, i) => i === 1 || size === shapes[0][i]));
    if (!fits) this.fail({ line: node.line, text: node.call }, `the branches differ in more than channels: ${shapes.map(shapeText).join(' and ')}.`);
    const out = shapes[0].with(1, shapes.reduce((sum, one) => sum + one[1], 0n));
    return this.extra(node, out, 0n);
  }

  extra(node, output, ops) {
    const outputCount = product(output);
    const none = { params: [], macs: [], paramCount: 0n, macCount: 0n, sums: 0n, biases: 0n, listed: 0n, ops };
    return this.row(node.call, node, output, { ...none, output, inputCount: outputCount, outputCount });
  }
}

/** The blocks of a network: its lines, or the parts of its only Sequential. */
function topLevel(walk, { blocks }) {
  const values = blocks.map(({ label, node }) => ({ label, line: node.line, thunk: walk.value(node, { local: {} }) }));
  const only = values.length === 1 && values[0].thunk?.node;
  if (!only || only.call !== 'Sequential') return values;
  const items = walk.values(only.items, { local: {} });
  if (items.length === 1 && items[0].node?.call === 'OrderedDict') return walk.values(items[0].node.items, { local: {} }).flat().map(([label, thunk]) => ({ label, thunk }));
  return items.map((thunk) => ({ label: '', thunk }));
}

/**
 * Every layer of a network with its shapes and costs.
 * @param {string} text the network  @param {bigint|number} batch  @param {string=} sizes input sizes instead of the text's own
 * @returns {{rows: object[], output: bigint[], input: bigint[]}} rows as of arithmetic.js's measure(), with text, line and block
 * @throws {NetworkError|LayerError} the latter for the fields input and batch
 */
export function walkNetwork(text, batch = 1, sizes = undefined) {
  const network = parse(text);
  const given = sizes?.trim() || network.input;
  if (!given) throw new NetworkError(1, '', 'The input is not known: begin with a line such as “input 3 224 224”.');
  const input = inputShape(given, batch);
  const walk = new Walk(network.scope);
  let shape = input;
  topLevel(walk, network).forEach(({ label, line, thunk }, i) => {
    walk.line = line;
    walk.block = label || `${i + 1} ${thunk?.node?.call ?? ''}`.trim();
    shape = walk.layer(thunk, shape);
  });
  return { rows: walk.rows, input, output: shape };
}

const SUMMED = ['paramCount', 'macCount', 'sums', 'biases', 'listed', 'ops', 'outputCount'];

/** Adds rows up; `largest` is the biggest input and output that one layer holds at once. */
export function sumRows(rows) {
  const sums = Object.fromEntries(SUMMED.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0n)]));
  const largest = rows.reduce((most, row) => (row.inputCount + row.outputCount > most ? row.inputCount + row.outputCount : most), 0n);
  return { ...sums, largest };
}
