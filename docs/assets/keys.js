// Lets readers turn off the keys that work alone: who speaks to the device, or whose hand is not steady, presses them unasked.

const KEY = 'signposts.keys';

function show(place) {
  const label = document.createElement('label');
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: document.documentElement.dataset.keys !== 'off' });
  label.append(box, ' Keys that work alone');
  box.addEventListener('change', () => {
    document.documentElement.dataset.keys = box.checked ? 'on' : 'off';
    try {
      localStorage.setItem(KEY, document.documentElement.dataset.keys);
    } catch {
      // A browser that keeps nothing still does as it is told on this page.
    }
  });
  place.append(label);
}

for (const place of document.querySelectorAll('.keys')) show(place);
