// The one place where sizes, parameters and operations of a layer are computed. No DOM.
import { integer, need, product, total } from './core.js';
import {
  activation, channelNorm, channelShuffle, embedding, flatten, glu, groupNorm, identity, layerNorm, layerScale, linear, permute, pixelShuffle,
  positions, prelu, select, slice, softmax, unflatten,
} from './dense.js';
import { dotProductAttention, multiheadAttention, recurrent } from './sequence.js';
import { adaptivePooling, convolution, pad, pooling, transposedConvolution, upsample } from './spatial.js';

const CONV = 'in_channels out_channels kernel_size stride=1 padding=0 dilation=1 groups=1 bias=True padding_mode=zeros';
const RNN = 'bias=True batch_first=False ~dropout=0.0 bidirectional=False';
const ACTIVATIONS = 'CELU ELU GELU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid Mish RReLU ReLU ReLU6 SELU SiLU '
  + 'Sigmoid Softplus Softshrink Softsign Tanh Tanhshrink Threshold';

/** kind → { signature as in torch.nn, input (symbols of the input's dimensions, * for any), count, rank }. */
export const LAYERS = {};
function define(kinds, signature, input, count) {
  for (const kind of kinds.split(' ')) {
    for (const rank of kind.endsWith('#') ? [1, 2, 3] : [0]) {
      const name = rank ? kind.replace('#', `${rank}d`) : kind;
      const dims = input.replace('#', ['', 'L', 'H W', 'D H W'][rank]);
      LAYERS[name] = { signature: signature.replace(rank === 1 ? ' ~divisor_override=None' : '', ''), input: dims.split(' '), count, rank };
    }
  }
}

define('Conv#', CONV, 'N in_channels #', convolution);
define('ConvTranspose#', 'in_channels out_channels kernel_size stride=1 padding=0 output_padding=0 groups=1 bias=True dilation=1 padding_mode=zeros',
  'N in_channels #', transposedConvolution);
define('Linear', 'in_features out_features bias=True', 'N in_features', linear);
define('MaxPool#', 'kernel_size stride=None padding=0 dilation=1 ~return_indices=False ceil_mode=False', 'N C #', pooling);
define('AvgPool#', 'kernel_size stride=None padding=0 ceil_mode=False ~count_include_pad=True ~divisor_override=None', 'N C #', pooling);
define('AdaptiveAvgPool#', 'output_size', 'N C #', adaptivePooling);
define('AdaptiveMaxPool#', 'output_size ~return_indices=False', 'N C #', adaptivePooling);
define('RNN', `input_size hidden_size num_layers=1 ~nonlinearity=tanh ${RNN}`, 'L N input_size', recurrent);
define('LSTM', `input_size hidden_size num_layers=1 ${RNN} proj_size=0`, 'L N input_size', recurrent);
define('GRU', `input_size hidden_size num_layers=1 ${RNN}`, 'L N input_size', recurrent);
define('RNNCell', 'input_size hidden_size bias=True ~nonlinearity=tanh', 'N input_size', recurrent);
define('LSTMCell GRUCell', 'input_size hidden_size bias=True', 'N input_size', recurrent);
define('Embedding', 'num_embeddings embedding_dim ~padding_idx=None ~max_norm=None ~norm_type=2.0 ~scale_grad_by_freq=False ~sparse=False', 'N L', embedding);
define('MultiheadAttention', 'embed_dim num_heads ~dropout=0.0 bias=True add_bias_kv=False add_zero_attn=False kdim=None vdim=None '
  + 'batch_first=False source_length=None', 'L N embed_dim', multiheadAttention);
define('ScaledDotProductAttention', 'source_length=None value_dim=None', 'N h L E', dotProductAttention);
define('BatchNorm#', 'num_features ~eps=1e-05 ~momentum=0.1 affine=True ~track_running_stats=True', 'N num_features #', channelNorm);
define('InstanceNorm#', 'num_features ~eps=1e-05 ~momentum=0.1 affine=False ~track_running_stats=False', 'N num_features #', channelNorm);
define('GroupNorm', 'num_groups num_channels ~eps=1e-05 affine=True', 'N num_channels H W', groupNorm);
define('LayerNorm', 'normalized_shape ~eps=1e-05 elementwise_affine=True bias=True', 'N normalized_shape', layerNorm);
define('RMSNorm', 'normalized_shape ~eps=None elementwise_affine=True', 'N normalized_shape', layerNorm);
define(ACTIVATIONS, '~inplace=False', '*', activation);
define('PReLU', 'num_parameters=1 ~init=0.25', '*', prelu);
define('Softmax Softmin LogSoftmax', 'dim=None', '*', softmax);
define('GLU', 'dim=-1', '*', glu);
define('Identity Dropout Dropout# AlphaDropout LocalResponseNorm', '~p=0.5 ~inplace=False', '*', identity);
define('Flatten', 'start_dim=1 end_dim=-1', '*', flatten);
define('Unflatten', 'dim unflattened_size', '*', unflatten);
define('ConstantPad#', 'padding ~value=0', 'N C #', pad);
define('ZeroPad# ReflectionPad# ReplicationPad# CircularPad#', 'padding', 'N C #', pad);
define('Upsample', 'size=None scale_factor=None ~mode=nearest ~align_corners=None ~recompute_scale_factor=None', 'N C H W', upsample);
define('UpsamplingNearest2d UpsamplingBilinear2d', 'size=None scale_factor=None', 'N C H W', upsample);
define('PixelShuffle', 'upscale_factor', 'N C H W', pixelShuffle);
define('PixelUnshuffle', 'downscale_factor', 'N C H W', pixelShuffle);
define('ChannelShuffle', 'groups', 'N C H W', channelShuffle);
// What networks need and torch.nn has no module for.
define('Permute', 'dims', '*', permute);
define('Slice', 'start stop dim=1', '*', slice);
define('Select', 'dim index', '*', select);
define('LayerScale', 'dim', '*', layerScale);
define('Positions', 'num_embeddings embedding_dim', 'N L', positions);

const CONSTANTS = { True: true, False: false, None: null };

/**
 * The arguments of a kind in PyTorch's order: [{ name, fallback, silent }].
 * The fallback is undefined where one must be given; ~ marks as silent what changes neither a size nor a count.
 */
export function signature(kind) {
  return LAYERS[kind].signature.split(' ').map((part) => {
    const [name, text] = part.replace('~', '').split('=');
    return { name, fallback: text in CONSTANTS ? CONSTANTS[text] : text, silent: part[0] === '~' };
  });
}

/** Positional and keyword values → every argument of the kind. @throws {LayerError} an argument unknown, double or missing */
export function bind(kind, positional, keywords) {
  // Nothing that an activation or dropout is told changes what is counted here.
  if ([activation, identity].includes(LAYERS[kind].count)) return {};
  const names = signature(kind);
  need(positional.length <= names.length, 'arguments', `${kind} takes ${names.length} arguments, not ${positional.length}.`);
  const values = Object.fromEntries(positional.map((value, i) => [names[i].name, value]));
  for (const [name, value] of Object.entries(keywords)) {
    if (['device', 'dtype'].includes(name)) continue;
    need(names.some((one) => one.name === name), name, `${kind} has no argument “${name}”. It has ${names.map((one) => one.name).join(', ')}.`);
    need(!(name in values), name, `${name} is given twice.`);
    values[name] = value;
  }
  for (const { name, fallback } of names) {
    if (!(name in values)) values[name] = fallback;
    need(values[name] !== undefined, name, `${kind} needs ${name}.`);
  }
  return values;
}

/**
 * Size and cost of one layer.
 * @param {string} kind a key of LAYERS  @param {object} values every argument, see bind()  @param shape of the input, with its batch
 * @returns output (shape), steps (size formulas), params and macs (sums of products of [symbol, value]), paramCount, macCount,
 *   sums (values computed as a sum of products), biases (bias additions), listed, ops (other operations), inputCount, outputCount
 * @throws {LayerError}
 */
export function measure(kind, values, shape) {
  const input = shape.map((one) => integer(one, 'input'));
  const { count, rank } = LAYERS[kind];
  const result = { steps: [], params: [], macs: [], sums: 0n, biases: 0n, ops: 0n, ...count(values, input, rank, kind) };
  const { params, macs, sums, output } = result;
  return { listed: sums, ...result, paramCount: total(params), macCount: total(macs), inputCount: product(input), outputCount: product(output) };
}

/** measure() for keyword arguments alone: the form that a calculator's fields have. */
export const calculate = (kind, keywords, shape) => measure(kind, bind(kind, [], keywords), shape);

const literal = (value) => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')})`;
  return /^-?[\d.e+-]+$/.test(value) ? String(value) : `'${value}'`;
};

/** A layer as one writes it in PyTorch (whose attention learns its source length only when it is called): what must be given in order, the rest by name where it differs from the default. */
export function torchText(kind, values) {
  const parts = signature(kind).filter(({ name }) => name in values && name !== 'source_length').map(({ name, fallback }) => {
    const text = literal(values[name]);
    return fallback === undefined ? text : text === literal(fallback) ? '' : `${name}=${text}`;
  });
  return `${kind}(${parts.filter(Boolean).join(', ')})`;
}

/** The ways in which people count FLOPs: name → function of a result of measure(), or of a sum of such results. */
export const CONVENTIONS = {
  '2 · MACC': (r) => 2n * r.macCount,
  MACC: (r) => r.macCount,
  '2 · MACC + 1 an output': (r) => 2n * r.macCount + r.listed,
  'every operation': (r) => 2n * r.macCount - r.sums + r.biases + r.ops,
};

/** Bytes of one number. */
export const FORMATS = { float32: 4n, 'bfloat16 / float16': 2n, int8: 1n, float64: 8n };
