// Layers without a window: linear, embedding, normalisation, activations and changes of shape. No DOM.
import { dimension, divides, integer, matches, need, product, shapeText, tuple } from './core.js';

const same = (a, shape) => ({ output: shape });

/** Dropout, identity and what else moves no number when a network predicts. */
export const identity = same;

/** Fully connected layer over the last dimension: (…, in) → (…, out). */
export function linear(a, shape) {
  const [fin, fout] = [integer(a.in_features, 'in_features'), integer(a.out_features, 'out_features')];
  const last = shape.at(-1);
  matches(fin, last, 'in_features', 'last dimension');
  const rows = product(shape.slice(0, -1));
  const weights = [['in', fin], ['out', fout]];
  const params = [weights, ...(a.bias ? [[['out', fout]]] : [])];
  return { output: [...shape.slice(0, -1), fout], params, macs: [[['N', rows], ...weights]], sums: rows * fout, biases: a.bias ? rows * fout : 0n };
}

/** Embedding: a look-up of one row a token, so parameters without a single MACC. */
export function embedding(a, shape) {
  const [rows, width] = [integer(a.num_embeddings, 'num_embeddings'), integer(a.embedding_dim, 'embedding_dim')];
  if (a.padding_idx !== null) {
    const at = integer(a.padding_idx, 'padding_idx', -(10n ** 18n));
    need(at >= -rows && at < rows, 'padding_idx', `padding_idx ${at} must be within num_embeddings ${rows}.`);
  }
  return { output: [...shape, width], params: [[['V', rows], ['E', width]]] };
}

/** Learned positions: one row for each place of the last dimension. */
export function positions(a, shape) {
  const result = embedding({ ...a, padding_idx: null }, shape);
  need(shape.at(-1) <= BigInt(a.num_embeddings), 'num_embeddings', `The input has ${shape.at(-1)} tokens, but there are only ${a.num_embeddings} positions.`);
  return result;
}

/** Batch and instance normalisation; `affine` adds a scale and a shift a channel. Running statistics are no parameters. */
export function channelNorm(a, shape, rank, kind) {
  const features = integer(a.num_features, 'num_features');
  const batch = kind.startsWith('Batch');
  const dims = rank === 1 && batch ? [2, 3] : batch ? [rank + 2] : [rank + 1, rank + 2];
  need(dims.includes(shape.length), 'input', `${kind} needs an input of ${dims.join(' or ')} dimensions, but it is ${shapeText(shape)}.`);
  const channels = shape[batch || shape.length === rank + 2 ? 1 : 0];
  if (batch || a.affine) matches(features, channels, 'num_features', 'number of channels');
  const params = a.affine ? [[['2', 2n], ['C', features]]] : [];
  if (batch) return { output: shape, params, ops: 2n * product(shape) };
  const rows = product(shape.slice(0, -rank));
  return { output: shape, params, ops: rows * 2n + product(shape) * (a.affine ? 7n : 5n) };
}

/** Group normalisation over num_groups groups of channels. */
export function groupNorm(a, shape) {
  const [groups, channels] = [integer(a.num_groups, 'num_groups'), integer(a.num_channels, 'num_channels')];
  divides(groups, channels, 'num_groups', 'num_channels');
  need(shape.length > 1, 'input', `The input needs a dimension of channels, but it is ${shapeText(shape)}.`);
  if (a.affine || shape[1] % groups) matches(channels, shape[1], 'num_channels', 'number of channels');
  const params = a.affine ? [[['2', 2n], ['C', channels]]] : [];
  return { output: shape, params, ops: shape[0] * groups * 2n + product(shape) * (a.affine ? 7n : 5n) };
}

/**
 * Layer norm over the last dimensions; RMS norm leaves out the mean and the shift.
 * Exactly, for n values: mean n, differences n, squares n, variance n, division n, ε and root 2, then scale and shift.
 */
export function layerNorm(a, shape, rank, kind) {
  const sizes = Array.isArray(a.normalized_shape) ? a.normalized_shape : [a.normalized_shape];
  const wanted = sizes.map((one) => integer(one, 'normalized_shape'));
  const tail = shape.slice(-wanted.length);
  need(tail.join() === wanted.join(), 'normalized_shape', `normalized_shape is ${shapeText(wanted)}, but the input ends in ${shapeText(tail)}.`);
  const [affine, rms] = [a.elementwise_affine, kind === 'RMSNorm'];
  const shift = affine && !rms && a.bias;
  const weights = [['M', product(wanted)]];
  const each = (rms ? 3n : 5n) + (affine ? 1n : 0n) + (shift ? 1n : 0n);
  const params = affine ? [shift ? [['2', 2n], ...weights] : weights] : [];
  return { output: shape, params, ops: product(shape) * each + 2n * product(shape.slice(0, -wanted.length)) };
}

/** Activations: one operation a value, whatever the function costs in truth. */
export const activation = (a, shape) => ({ output: shape, ops: product(shape) });

/** PReLU learns one slope, or one a channel. */
export function prelu(a, shape) {
  const slopes = integer(a.num_parameters, 'num_parameters');
  const channels = shape.length > 1 ? shape[1] : 1n;
  need(slopes === 1n || slopes === channels, 'num_parameters', `num_parameters must be 1 or the ${channels} channels of the input, not ${slopes}.`);
  return { output: shape, params: [[['slopes', slopes]]], ops: product(shape) };
}

/** Softmax: maximum, difference, exponential, sum and division for each value. */
export function softmax(a, shape) {
  const size = shape[dimension(a.dim ?? -1, 'dim', shape.length)];
  return { output: shape, ops: (product(shape) / size) * (5n * size - 2n) };
}

/** Gated linear unit: half of a dimension gates the other half. */
export function glu(a, shape) {
  const dim = dimension(a.dim, 'dim', shape.length);
  need(shape[dim] % 2n === 0n, 'dim', `GLU halves dimension ${dim}, but its size ${shape[dim]} is odd.`);
  const output = shape.with(dim, shape[dim] / 2n);
  return { output, ops: 2n * product(output) };
}

/** A factor a channel that is learned, as in ConvNeXt. */
export const layerScale = (a, shape) => ({ output: shape, params: [[['C', integer(a.dim, 'dim')]]], ops: product(shape) });

export function flatten(a, shape) {
  const [start, end] = [dimension(a.start_dim, 'start_dim', shape.length), dimension(a.end_dim, 'end_dim', shape.length)];
  need(start <= end, 'start_dim', `start_dim ${start} comes after end_dim ${end}.`);
  return { output: [...shape.slice(0, start), product(shape.slice(start, end + 1)), ...shape.slice(end + 1)] };
}

export function unflatten(a, shape) {
  const dim = dimension(a.dim, 'dim', shape.length);
  const sizes = [a.unflattened_size].flat().map((one) => integer(one, 'unflattened_size', -1n));
  const rest = -product(sizes);
  const full = sizes.map((one) => (one === -1n && rest > 0n ? shape[dim] / rest : one));
  need(product(full) === shape[dim] && full.every((one) => one > 0n), 'unflattened_size', `unflattened_size ${shapeText(sizes)} does not multiply up to ${shape[dim]}.`);
  return { output: [...shape.slice(0, dim), ...full, ...shape.slice(dim + 1)] };
}

export function permute(a, shape) {
  const dims = [a.dims].flat().map((one) => dimension(one, 'dims', shape.length));
  need(new Set(dims).size === shape.length && dims.length === shape.length, 'dims', `dims must name each of the ${shape.length} dimensions once.`);
  return { output: dims.map((dim) => shape[dim]) };
}

/** Part of a dimension, from `start` up to `stop`. */
export function slice(a, shape) {
  const dim = dimension(a.dim, 'dim', shape.length);
  const [start, stop] = [integer(a.start, 'start', 0n), integer(a.stop, 'stop')];
  need(start < stop && stop <= shape[dim], 'stop', `Slice ${start} to ${stop} does not fit a dimension of ${shape[dim]}.`);
  return { output: shape.with(dim, stop - start) };
}

/** One index of a dimension, such as a transformer's first token. */
export function select(a, shape) {
  const dim = dimension(a.dim, 'dim', shape.length);
  need(integer(a.index, 'index', -shape[dim]) < shape[dim], 'index', `index ${a.index} is not within ${shape[dim]}.`);
  return { output: shape.toSpliced(dim, 1) };
}

export function channelShuffle(a, shape) {
  const groups = integer(a.groups, 'groups');
  need(shape.length > 2, 'input', `ChannelShuffle needs an input (N, C, …), but it is ${shapeText(shape)}.`);
  divides(groups, shape[1], 'groups', 'the channels');
  return { output: shape };
}

/** Channels become pixels (PixelShuffle) or pixels channels (PixelUnshuffle). */
export function pixelShuffle(a, shape, rank, kind) {
  const up = kind === 'PixelShuffle';
  const field = up ? 'upscale_factor' : 'downscale_factor';
  const [factor] = tuple(a[field], field, 1);
  need(shape.length > 2, 'input', `${kind} needs an input (N, C, H, W), but it is ${shapeText(shape)}.`);
  const [channels, height, width] = shape.slice(-3);
  const square = factor * factor;
  const fits = up ? channels % square === 0n : height % factor === 0n && width % factor === 0n;
  need(fits, field, `${field} ${factor} does not divide the input's ${up ? `${channels} channels by its square` : `size ${height} × ${width}`}.`);
  const moved = up ? [channels / square, height * factor, width * factor] : [channels * square, height / factor, width / factor];
  return { output: [...shape.slice(0, -3), ...moved] };
}
