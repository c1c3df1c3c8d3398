// Reads a network's text. No DOM.
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
    else if (word === 'def') defineBlock(parser, network.scope);
    else if (['class', 'self', 'return'].includes(word?.split('.')[0])) parser.fail('A class cannot be read: give its layers as nn.Sequential(…).');
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

function defineBlock(parser, scope) {
  parser.at += 1;
  const name = parser.now.text;
  parser.at += 1;
  parser.expect('(');
  const { items, named } = parser.items(')');
  parser.expect(':');
  parser.skipEnds();
  scope[name] = { parameters: [...items.map((item) => item.name), ...Object.keys(named)], defaults: named, body: parser.expression() };
}
