// The labels of figures whose contrast with what is drawn behind them is below a limit, as the browser has painted it:
// {png: the page without any label, as base64; labels: [{name, x, y, w, h, fill, text}]; limit} gives ["ratio text (figure)"].
async ({ png, labels, limit }) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true });
  canvas.drawImage(image, 0, 0);
  const light = (colour) => colour.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  // A line that crosses a label is no background: what counts fills at least a fifth of its box.
  const backgrounds = ({ x, y, w, h }) => {
    const { data } = canvas.getImageData(Math.round(x), Math.round(y), Math.max(1, Math.round(w)), Math.max(1, Math.round(h)));
    const counts = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const key = data.slice(i, i + 3).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].filter(([, count]) => count > data.length / 4 / 5).map(([key]) => key.split(',').map(Number));
  };
  return labels.flatMap((label) => {
    const fill = label.fill.match(/[\d.]+/g).slice(0, 3).map(Number);
    const ratio = Math.min(...backgrounds(label).map((colour) => contrast(fill, colour)));
    return ratio < limit ? [`${ratio.toFixed(2)} ${label.text} (${label.name})`] : [];
  });
}
