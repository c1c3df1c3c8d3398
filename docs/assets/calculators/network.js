// Reads a network's text and walks shapes through it. No DOM.
//
// The text is a list of layers, written as in torch.nn, applied one after the other:
//
//     input 3 224 224                       sizes without the batch; a letter N puts the batch elsewhere
//     def block(c, s=1): Sequential(…)      a block with parameters; C is the channels of what comes in
//     stem: Conv2d(3, 64, 7, stride=2)      a name before a colon heads the block in the table
//     Repeat(2, block(64))
//
// Besides the kinds of arithmetic.js: Sequential, Residual(…, shortcut=…), Add, Multiply and Concat of branches,
// Repeat(n, layer), Tied(layer) for weights counted elsewhere, TransformerEncoder(Layer). A plain nn.Sequential(…) is
// such a list too.
import { bind, LAYERS, measure, torchText } from './arithmetic.js';
import { floorDivide, integer, LayerError, product, shapeText } from './core.js';

/** What is wrong with a network's text: `line` (from 1) and `layer`, the text of the layer at fault if there is one. */
export class NetworkError extends Error {
  constructor(line, layer, message) {
    super(`Line ${line}${layer ? `, ${layer}` : ''}: ${message}`);
    Object.assign(this, { line, layer, reason: message });
  }
}

const TOKEN = /(#.*|[ \t\r\\]+)|(\n)|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][\w.]*)|'([^'\n]*)'|"([^"\n]*)"|(\/\/|[-+*%/()[\]{},=:×])/y;

function tokenize(text) {
  const tokens = [];
  let [line, depth] = [1, 0];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new NetworkError(line, '', `“${text[at]}” has no meaning here.`);
    const [, skip, newline, number, name, single, double, sign] = found;
    if (newline) {
      // Inside brackets a new line means nothing.
      if (!depth) tokens.push({ type: 'end', line, at });
      line += 1;
    } else if (skip === undefined) {
      if (sign) depth += '([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0;
      const string = single ?? double;
      tokens.push({ type: number ? 'number' : name ? 'name' : string !== undefined ? 'string' : 'sign', text: number ?? name ?? string ?? sign, line, at, to: TOKEN.lastIndex });
    }
  }
  tokens.push({ type: 'end', line, at: text.length }, { type: 'stop', line, at: text.length });
  return tokens;
}

/** A parser of expressions over tokens; every node keeps its line, a call also its own text. */
class Parser {
  constructor(text) {
    Object.assign(this, { text, tokens: tokenize(text), at: 0 });
  }

  get now() {
    return this.tokens[this.at];
  }

  fail(message) {
    throw new NetworkError(this.now.line, '', message);
  }

  is(...signs) {
    return this.now.type !== 'string' && signs.includes(this.now.text);
  }

  take(sign) {
    if (!this.is(sign)) return false;
    this.at += 1;
    return true;
  }

  expect(sign) {
    if (!this.take(sign)) this.fail(`“${sign}” is missing${this.now.text === undefined ? ' at the end of this line' : ` before “${this.now.text}”`}.`);
  }

  skipEnds() {
    while (this.now.type === 'end') this.at += 1;
  }

  expression() {
    let left = this.factor();
    while (this.is('+', '-')) left = { op: this.tokens[this.at++].text, left, right: this.factor(), line: left.line };
    return left;
  }

  factor() {
    let left = this.unary();
    while (this.is('*', '//', '%', '/')) left = { op: this.tokens[this.at++].text, left, right: this.unary(), line: left.line };
    return left;
  }

  unary() {
    const { line } = this.now;
    return this.take('-') ? { op: '-', left: { value: 0n }, right: this.unary(), line } : this.atom();
  }

  atom() {
    const token = this.now;
    this.at += 1;
    if (token.type === 'number') return { value: /^\d+$/.test(token.text) ? BigInt(token.text) : Number(token.text), line: token.line };
    if (token.type === 'string') return { value: token.text, line: token.line };
    if (token.type === 'name') return this.named(token);
    const close = { '(': ')', '[': ']' }[token.text];
    if (close) return this.list(close, token.line);
    this.at -= 1;
    return this.fail(token.type === 'sign' ? `“${token.text}” stands where a layer or a number was expected.` : 'Something is missing at the end of this line.');
  }

  named(token) {
    const constant = { True: true, False: false, None: null }[token.text];
    if (constant !== undefined) return { value: constant, line: token.line };
    const name = token.text.replace(/^(torch\.)?nn\./, '');
    if (!this.take('(')) return { name, line: token.line };
    const { items, named } = this.items(')');
    return { call: name, items, named, line: token.line, text: this.text.slice(token.at, this.tokens[this.at - 1].to).replace(/\s+/g, ' ') };
  }

  list(close, line) {
    const { items, comma } = this.items(close);
    return close === ')' && items.length === 1 && !comma ? items[0] : { list: items, line };
  }

  items(close) {
    const [items, named] = [[], {}];
    let comma = false;
    while (!this.take(close)) {
      if (items.length + Object.keys(named).length && !comma) this.fail(`“,” or “${close}” is missing before “${this.now.text ?? 'the end'}”.`);
      const spread = this.take('*');
      if (this.now.type === 'name' && this.tokens[this.at + 1].text === '=') {
        const { text } = this.now;
        this.at += 2;
        named[text] = this.expression();
      } else items.push(spread ? { spread: this.repeated(this.expression()) } : this.repeated(this.expression()));
      comma = this.take(',');
    }
    return { items, named, comma };
  }

  /** `layer for _ in range(n)` inside brackets. */
  repeated(item) {
    if (!this.take('for')) return item;
    this.at += 1;
    this.expect('in');
    const range = this.atom();
    if (range.call !== 'range' || range.items.length !== 1) this.fail('Only “for … in range(n)” can be read here.');
    return { spread: { times: range.items[0], item, line: item.line } };
  }
}

/**
 * Parses a network's text.
 * @returns {{input: (string|undefined), blocks: {label: string, node: object}[], scope: object}}  @throws {NetworkError}
 */
export function parse(text) {
  const parser = new Parser(text);
  const network = { blocks: [], scope: {}, input: undefined };
  let last;
  for (parser.skipEnds(); parser.now.type !== 'stop'; parser.skipEnds()) {
    const { text: word, type } = parser.now;
    const next = parser.tokens[parser.at + 1];
    if (['import', 'from'].includes(word)) restOfLine(parser);
    else if (word === 'input' && type === 'name' && next.type !== 'sign') network.input = restOfLine(parser).split('#')[0];
    else if (word === 'def') define(parser, network.scope);
    else if (['class', 'self', 'return'].includes(word?.split('.')[0])) parser.fail('A class cannot be read, as its forward() may do anything: give its layers as nn.Sequential(…).');
    else if (next.text === '=') {
      parser.at += 2;
      network.scope[word] = last = parser.expression();
    } else {
      const label = next.text === ':' ? word : '';
      if (label) parser.at += 2;
      network.blocks.push({ label, node: parser.expression() });
    }
    if (parser.now.type !== 'end') parser.fail(`“${parser.now.text}” is not expected here: one layer a line.`);
  }
  // In Python text the last assignment is the network.
  if (!network.blocks.length && last) network.blocks.push({ label: '', node: last });
  if (!network.blocks.length) throw new NetworkError(1, '', 'There is no layer in the text.');
  return network;
}

/** The rest of a line as it stands. */
function restOfLine(parser) {
  const from = parser.now.to;
  while (parser.now.type !== 'end') parser.at += 1;
  return parser.text.slice(from, parser.now.at);
}

function define(parser, scope) {
  parser.at += 1;
  const name = parser.now.text;
  parser.at += 1;
  parser.expect('(');
  const { items, named } = parser.items(')');
  parser.expect(':');
  parser.skipEnds();
  scope[name] = { parameters: [...items.map((item) => item.name), ...Object.keys(named)], defaults: named, body: parser.expression() };
}

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
  Repeat: (walk, { items: [times, layer] }, shape) => walk.copies(times, layer, shape),
  TransformerEncoder: (walk, { items, named, node }, shape) => {
    const layer = items[0] ?? named.encoder_layer;
    const times = items[1] ?? named.num_layers;
    if (!layer || times === undefined) walk.fail(node, 'TransformerEncoder needs encoder_layer and num_layers.');
    const norm = items[2] ?? named.norm;
    const out = walk.copies(times, layer, shape);
    return norm ? walk.layer(norm, out) : out;
  },
  Tied: (walk, { items }, shape) => {
    walk.tied += 1;
    const out = walk.chain(items, shape);
    walk.tied -= 1;
    return out;
  },
};

/** Carries shapes through the layers and writes down a row for each. */
class Walk {
  constructor(scope) {
    Object.assign(this, { scope: { ...PRELUDE, ...scope }, rows: [], seen: new Set(), tied: 0, path: [] });
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

  copies(times, layer, shape) {
    let current = shape;
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
    if (!node) this.fail({ line: this.line ?? 1 }, `“${String(thunk)}” is not a layer.`);
    this.line = node.line;
    const shared = this.seen.has(thunk);
    this.seen.add(thunk);
    this.tied += shared ? 1 : 0;
    const out = this.apply(node, { ...env, shape }, shape);
    this.tied -= shared ? 1 : 0;
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
  const values = blocks.map(({ label, node }) => ({ label, thunk: walk.value(node, { local: {} }) }));
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
  topLevel(walk, network).forEach(({ label, thunk }, i) => {
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
