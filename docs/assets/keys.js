// Lets readers turn off the keys that work alone: who speaks to the device, or whose hand is not steady, presses them unasked.

const KEY = 'signposts.keys';
const table = document.getElementById('keyboard');

function show() {
  const label = Object.assign(document.createElement('label'), { className: 'keys' });
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
  let last = table;
  while (last.nextElementSibling && !/^H[12]$/.test(last.nextElementSibling.tagName)) last = last.nextElementSibling;
  last.after(label);
}

if (table) show();
