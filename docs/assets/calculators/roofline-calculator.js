import { FORMATS } from './arithmetic.js';
import { sumRows, walkNetwork } from './network.js';
import { DEVICES, roofline } from './roofline.js';
import { Calculator, amount, drawing, facts, h, path, readable, words } from './ui.js';

const OWN_DEVICE = 'your own device';
const WIDTH = 420;
const HEIGHT = 260;

class RooflineCalculator extends Calculator {
  prefix = 'roofline';
  errorField = 'layer';

  get device() {
    return DEVICES.find((one) => one.name === this.get('device'));
  }

  fields() {
    const name = this.values.device ?? DEVICES[0].name;
    const device = DEVICES.find((one) => one.name === name);
    const formats = Object.keys(device ? device.peaks : FORMATS);
    return [
      { name: 'device', label: 'Device', value: name, options: [...DEVICES.map((one) => one.name), OWN_DEVICE], rebuild: true, wide: true },
      { name: 'format', label: 'Number format', options: formats },
      ...(device ? [] : [{ name: 'peak', label: 'Peak, 10⁹ operations a second', value: '500' }, { name: 'bandwidth', label: 'Memory, 10⁹ bytes a second', value: '50' }]),
      { name: 'batch', label: 'Batch', value: '1' },
      { name: 'input', label: 'Input without the batch', value: '64 56 56', text: true },
      { name: 'layer', label: 'One layer, as in torch.nn', value: 'Conv2d(64, 64, 3, padding=1, bias=False)', text: true, wide: true },
    ];
  }

  positive(name) {
    const value = Number(this.get(name));
    if (!(value > 0)) throw Object.assign(new Error(`${name} must be a number above zero.`), { field: name });
    return value * 1e9;
  }

  compute() {
    const { device } = this;
    const format = this.get('format');
    const { rows } = walkNetwork(this.get('layer'), this.get('batch'), this.get('input'));
    const sums = sumRows(rows);
    const flops = 2n * sums.macCount + sums.ops;
    const bytes = FORMATS[format] * rows.reduce((all, row) => all + row.inputCount + row.outputCount + row.paramCount, 0n);
    const [peak, bandwidth] = device ? [device.peaks[format] * 1e12, device.bandwidth * 1e9] : [this.positive('peak'), this.positive('bandwidth')];
    const r = roofline(Number(flops), Number(bytes), peak, bandwidth);
    const said = `Bound by ${r.bound}: at least ${time(r.seconds)}.`;
    const results = [
      ['Operations', amount(flops)], ['Bytes moved at least', amount(bytes, 'B')], ['Arithmetic intensity', `${per(r.intensity)} FLOP/B`], ['Ridge of the device', `${per(r.ridge)} FLOP/B`],
      ['Time for the arithmetic', time(r.compute)], ['Time for the memory', time(r.memory)], ['Verdict', said],
    ];
    return {
      sentence: said,
      nodes: [
        facts(results),
        chart(r, peak, said),
        h('p', {}, device ? `Peak ${readable(peak, 'FLOP/s')}, memory ${readable(bandwidth, 'B/s')}: ${device.source}, ${device.date}.` : ''),
      ],
    };
  }
}

const per = (value) => String(Number(value.toPrecision(4)));
function time(seconds) {
  const [unit, factor] = [['s', 1], ['ms', 1e3], ['µs', 1e6], ['ns', 1e9]].find(([, scale]) => seconds * scale >= 1) ?? ['ns', 1e9];
  return `${per(seconds * factor)} ${unit}`;
}

/** Attainable speed over intensity, both logarithmic, with the layer on its roof. */
function chart(r, peak, said) {
  const low = Math.floor(Math.log10(Math.min(r.intensity || 0.01, r.ridge, 1))) - 0.3;
  const high = Math.ceil(Math.log10(Math.max(r.intensity, r.ridge))) + 1;
  const top = Math.log10(peak);
  const x = (value) => 50 + ((Math.log10(value || 0.01) - low) / (high - low)) * (WIDTH - 70);
  const y = (value) => 30 + ((top - Math.log10(value || 1)) / (high - low)) * (HEIGHT - 60);
  const roof = (intensity) => Math.min(peak, (peak / r.ridge) * intensity);
  const ticks = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => 10 ** (Math.ceil(low) + i));
  const [px, py] = [x(r.intensity), y(roof(r.intensity || 0.01))];
  return drawing(WIDTH, HEIGHT + 8, `Roofline. ${said}`,
    ticks.flatMap((tick) => [path(`M${x(tick)} 20V${HEIGHT - 30}`, 'grid'), words(x(tick), HEIGHT - 13, String(Number(tick.toPrecision(1))), 'muted')]),
    path(`M50 20V${HEIGHT - 30}H${WIDTH - 20}`, 'axis'),
    path(`M${x(10 ** low)} ${y(roof(10 ** low))}L${x(r.ridge)} ${y(peak)}H${WIDTH - 20}`, 'thick c1'),
    h('svg:path', { class: 'l c2', 'stroke-dasharray': '5 4', d: `M${px} ${py}V${HEIGHT - 30}` }),
    h('svg:circle', { class: 'fill c2', cx: px, cy: py, r: 6 }),
    words(px + (px > WIDTH / 2 ? -10 : 10), py + 22, 'your layer', 'c2', px > WIDTH / 2 ? 'end' : 'start'), words(WIDTH - 20, 18, readable(peak, 'FLOP/s'), 'c1', 'end'), words(WIDTH / 2, HEIGHT + 4, 'FLOP per byte', 'muted'));
}

customElements.define('roofline-calculator', RooflineCalculator);
