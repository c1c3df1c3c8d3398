// Layers that slide a window over an image, a sequence or a volume. No DOM.
// Shapes: (N, C, L), (N, C, H, W) or (N, C, D, H, W); without N where PyTorch allows it.
import { divides, floorDivide, integer, matches, need, product, shapeText, tuple } from './core.js';

const AXES = [[], [''], ['h', 'w'], ['d', 'h', 'w']];
const SIZES = [[], ['L'], ['H', 'W'], ['D', 'H', 'W']];
const fill = (formula, values) => formula.replace(/[IPDKSO]/g, (letter) => values[letter]);

/** Splits a shape into batch, channels and sizes; refuses another number of dimensions. */
function split(shape, rank) {
  const wanted = ['N', 'C', ...SIZES[rank]].join(', ');
  const fits = shape.length === rank + 2 || shape.length === rank + 1;
  need(fits, 'input', `The input must have the shape (${wanted}), but it is ${shapeText(shape)}.`);
  const batched = shape.length === rank + 2;
  const [channels, ...size] = batched ? shape.slice(1) : shape;
  return { lead: batched ? [shape[0]] : [], n: batched ? shape[0] : 1n, channels, size };
}

const indexed = (letter, rank, axis) => letter + (AXES[rank][axis] && `_${AXES[rank][axis]}`);

/** One line of the output-size formula, in symbols and filled in. `values`: I, P, D, K, S, O of one axis. */
function sizeLine(rank, axis, formula, values, value) {
  const symbols = Object.fromEntries(Object.keys(values).map((letter) => [letter, indexed(letter, rank, axis)]));
  return { name: `${SIZES[rank][axis]}_out`, symbols: fill(formula, { ...symbols, I: SIZES[rank][axis] }), filled: fill(formula, values), value };
}

/**
 * How often a window fits along each axis: ⌊(I + 2P − D(K − 1) − 1) / S⌋ + 1, the formula of torch.nn.Conv2d's
 * documentation. Rounded up with `ceil`, but a last window must start inside the input or its front padding.
 */
function slide({ size, kernel, stride, dilation, pads, rank, ceil, formula }) {
  return size.map((s, i) => {
    const [before, after] = pads[i];
    const span = dilation[i] * (kernel[i] - 1n) + 1n;
    let value = floorDivide(s + before + after - span + (ceil ? stride[i] - 1n : 0n), stride[i]) + 1n;
    if (ceil && (value - 1n) * stride[i] >= s + before) value -= 1n;
    need(value > 0n, 'kernel_size', `The window spans ${span} values, but ${SIZES[rank][i]} with padding has only ${s + before + after}: the output would be empty.`);
    const [open, close] = ceil ? '⌈⌉' : '⌊⌋';
    const values = { I: s, P: before, D: dilation[i], K: kernel[i], S: stride[i] };
    return sizeLine(rank, i, formula ?? `${open}(I + 2·P − D·(K − 1) − 1) / S${close} + 1`, values, value);
  });
}

const tuples = (a, rank, ...fields) => fields.map((field) => tuple(a[field], field, rank));

function channelsAndGroups(a, channels) {
  const [cin, cout] = [integer(a.in_channels, 'in_channels'), integer(a.out_channels, 'out_channels')];
  const groups = integer(a.groups, 'groups');
  divides(groups, cin, 'groups', 'in_channels');
  divides(groups, cout, 'groups', 'out_channels');
  matches(cin, channels, 'in_channels', 'number of channels');
  return { cin, cout, groups };
}

/** Zeros in front and behind for each axis, from a number, a tuple, 'same' or 'valid'. */
function paddings(a, rank, kernel, stride, dilation) {
  const field = 'padding';
  if (typeof a.padding !== 'string' || /^-?\d+$/.test(a.padding)) {
    return tuple(a.padding, field, rank, 0n).map((one) => [one, one]);
  }
  need(['same', 'valid'].includes(a.padding), field, `padding must be a number, 'same' or 'valid', not “${a.padding}”.`);
  if (a.padding === 'valid') return kernel.map(() => [0n, 0n]);
  need(stride.every((s) => s === 1n), field, "padding='same' works only with stride 1.");
  return kernel.map((k, i) => [(dilation[i] * (k - 1n)) / 2n, (dilation[i] * (k - 1n) + 1n) / 2n]);
}

function checkPaddingMode(a, pads, size) {
  const modes = ['zeros', 'reflect', 'replicate', 'circular'];
  need(modes.includes(a.padding_mode), 'padding_mode', `padding_mode must be one of ${modes.join(', ')}.`);
  pads.forEach(([, pad], i) => {
    const room = a.padding_mode === 'reflect' ? size[i] - 1n : a.padding_mode === 'circular' ? size[i] : pad;
    need(pad <= room, 'padding', `padding is ${pad}, but padding_mode='${a.padding_mode}' can take only ${room} from a size of ${size[i]}.`);
  });
}

/** The sums of products that convolutions share. `where`: the sizes at which the whole kernel is applied. */
function convolutionTerms({ n, cin, cout, groups, kernel, rank, where, sizes, bias }) {
  const weights = [['C_out', cout], ['C_in/G', cin / groups], ...kernel.map((k, i) => [indexed('K', rank, i), k])];
  return {
    params: [weights, ...(bias ? [[['C_out', cout]]] : [])],
    macs: [[['N', n], ...where.map((size, i) => [sizes[i], size]), ...weights]],
  };
}

/** Convolution (cross-correlation) of 1, 2 or 3 axes. */
export function convolution(a, shape, rank) {
  const { lead, n, channels, size } = split(shape, rank);
  const { cin, cout, groups } = channelsAndGroups(a, channels);
  const [kernel, stride, dilation] = tuples(a, rank, 'kernel_size', 'stride', 'dilation');
  const pads = paddings(a, rank, kernel, stride, dilation);
  checkPaddingMode(a, pads, size);
  const steps = slide({ size, kernel, stride, dilation, pads, rank, formula: a.padding === 'same' ? 'I' : undefined });
  const where = steps.map((step) => step.value);
  const terms = convolutionTerms({ n, cin, cout, groups, kernel, rank, where, sizes: steps.map((step) => step.name), bias: a.bias });
  const output = [...lead, cout, ...where];
  return { output, steps, ...terms, sums: product(output), biases: a.bias ? product(output) : 0n };
}

/**
 * Transposed convolution. Size: (I − 1)S − 2P + D(K − 1) + O + 1 (torch.nn.ConvTranspose2d's documentation).
 * Each input value scales the whole kernel, so the MACC run over the input, as PyTorch's counter has it. Exactly:
 * every product is added to an output that starts at zero or at its bias, one addition a product.
 */
export function transposedConvolution(a, shape, rank) {
  const { lead, n, channels, size } = split(shape, rank);
  const { cin, cout, groups } = channelsAndGroups(a, channels);
  const [kernel, stride, dilation] = tuples(a, rank, 'kernel_size', 'stride', 'dilation');
  const [padding, extra] = ['padding', 'output_padding'].map((field) => tuple(a[field], field, rank, 0n));
  need(a.padding_mode === 'zeros', 'padding_mode', 'A transposed convolution knows only padding_mode=\'zeros\'.');
  const steps = size.map((s, i) => {
    need(extra[i] < stride[i] || extra[i] < dilation[i], 'output_padding', `output_padding ${extra[i]} must be smaller than the stride ${stride[i]} or the dilation ${dilation[i]}.`);
    const value = (s - 1n) * stride[i] - 2n * padding[i] + dilation[i] * (kernel[i] - 1n) + extra[i] + 1n;
    need(value > 0n, 'padding', `padding ${padding[i]} cuts off everything: ${SIZES[rank][i]}_out would be ${value}.`);
    return sizeLine(rank, i, '(I − 1)·S − 2·P + D·(K − 1) + O + 1', { I: s, P: padding[i], D: dilation[i], K: kernel[i], S: stride[i], O: extra[i] }, value);
  });
  const terms = convolutionTerms({ n, cin, cout, groups, kernel, rank, where: size, sizes: SIZES[rank], bias: a.bias });
  const output = [...lead, cout, ...steps.map((step) => step.value)];
  return { output, steps, ...terms, sums: 0n, listed: product(output) };
}

/** Max and average pooling. */
export function pooling(a, shape, rank, kind) {
  const { lead, channels, size } = split(shape, rank);
  const [kernel, dilation] = tuples({ dilation: 1, ...a }, rank, 'kernel_size', 'dilation');
  const [stride] = a.stride === null ? [kernel] : tuples(a, rank, 'stride');
  const pads = tuple(a.padding, 'padding', rank, 0n).map((one) => [one, one]);
  if (a.divisor_override != null) need(integer(a.divisor_override, 'divisor_override', -(10n ** 18n)), 'divisor_override', 'divisor_override must not be zero.');
  pads.forEach(([one], i) => need(one <= kernel[i] / 2n, 'padding', `padding ${one} is more than half of the kernel ${kernel[i]}.`));
  const steps = slide({ size, kernel, stride, dilation, pads, rank, ceil: a.ceil_mode });
  const output = [...lead, channels, ...steps.map((step) => step.value)];
  // ΠK − 1 comparisons for a maximum; ΠK − 1 additions and a division for a mean.
  return { output, steps, ops: product(output) * (product(kernel) - (kind.startsWith('Max') ? 1n : 0n)) };
}

const gcd = (a, b) => (b ? gcd(b, a % b) : a);

/** Adaptive pooling: the output size is given (None keeps an axis), windows follow from it. */
export function adaptivePooling(a, shape, rank, kind) {
  const { lead, channels, size } = split(shape, rank);
  const wanted = Array.isArray(a.output_size) ? a.output_size : Array(rank).fill(a.output_size);
  need(wanted.length === rank, 'output_size', `output_size needs one number or ${rank}.`);
  const out = wanted.map((one, i) => (one === null && rank > 1 ? size[i] : integer(one, 'output_size')));
  const output = [...lead, channels, ...out];
  // The windows of one axis hold I + O − gcd(I, O) values together: neighbours overlap where O does not divide I.
  const read = product(lead) * channels * product(out.map((o, i) => size[i] + o - gcd(size[i], o)));
  return { output, ops: kind.includes('Max') ? read - product(output) : read };
}

/** Padding layers: one number, or pairs (before, after) from the last axis backwards. */
export function pad(a, shape, rank, kind) {
  const { lead, channels, size } = split(shape, rank);
  const pads = tuple(a.padding, 'padding', 2 * rank, -(10n ** 18n));
  const mode = kind.startsWith('Reflection') ? 'reflect' : kind.startsWith('Circular') ? 'circular' : '';
  const out = size.map((s, i) => {
    const pair = pads.slice(2 * (rank - 1 - i), 2 * (rank - i));
    const room = mode === 'reflect' ? s - 1n : s;
    if (mode) need(pair.every((p) => p <= room), 'padding', `padding is ${pair.join(', ')}, but a size of ${s} can lend only ${room} values.`);
    need(s + pair[0] + pair[1] > 0n, 'padding', `padding ${pair.join(', ')} leaves nothing of a size of ${s}.`);
    return s + pair[0] + pair[1];
  });
  return { output: [...lead, channels, ...out] };
}

/** Upsampling by a factor or to a size. PyTorch counts no MACC for it. */
export function upsample(a, shape) {
  need(shape.length > 2, 'input', `Upsampling needs an input (N, C, …), but it is ${shapeText(shape)}.`);
  const size = shape.slice(2);
  need((a.size === null) !== (a.scale_factor === null), 'scale_factor', 'Give either size or scale_factor.');
  if (a.size !== null) return { output: [...shape.slice(0, 2), ...tuple(a.size, 'size', size.length)] };
  const factors = Array.isArray(a.scale_factor) ? a.scale_factor : size.map(() => a.scale_factor);
  need(factors.length === size.length && factors.every((f) => Number(f) > 0), 'scale_factor', `scale_factor needs one positive number or ${size.length}.`);
  const out = size.map((s, i) => (Number.isInteger(Number(factors[i])) ? s * BigInt(Number(factors[i])) : BigInt(Math.floor(Number(s) * Number(factors[i])))));
  need(out.every((s) => s > 0n), 'scale_factor', `scale_factor leaves nothing of ${shapeText(size)}.`);
  return { output: [...shape.slice(0, 2), ...out] };
}
