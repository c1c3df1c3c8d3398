// Keeps the whole site on the reader's device, and takes it off again. Nothing is kept unless the reader asks for it.

const root = new URL('..', import.meta.url);
const CACHE = `signposts ${root}`;
const LIST = new URL('offline.json', root);
const AT_A_TIME = 4;

/** The list of files that was kept: {files: {path: fingerprint}, bytes}, or undefined. */
async function keptList() {
  // Opening a cache would make it.
  const answer = await caches.match(LIST, { cacheName: CACHE });
  return answer?.json();
}

/**
 * Fetches what changed since the last time and forgets what is gone; the list is written last, so a broken attempt goes on
 * where it stopped.
 * @param {(done: number, all: number) => void} tell
 */
export async function keep(tell) {
  const cache = await caches.open(CACHE);
  const answer = await fetch(LIST, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`the list of files: ${answer.status}`);
  const list = await answer.clone().json();
  const old = (await keptList())?.files ?? {};
  const wanted = [];
  for (const [path, mark] of Object.entries(list.files)) {
    if (old[path] !== mark || !(await cache.match(new URL(path, root)))) wanted.push(path);
  }
  let done = 0;
  const queue = [...wanted];
  const work = async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const address = new URL(path, root);
      const file = await fetch(address, { cache: 'no-cache' });
      if (!file.ok) {
        queue.length = 0;
        throw new Error(`${path}: ${file.status}`);
      }
      await cache.put(address, file);
      tell((done += 1), wanted.length);
    }
  };
  // All come to rest before one of them says what failed.
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, work));
  for (const { reason } of ends) if (reason) throw reason;
  for (const path of Object.keys(old)) if (!(path in list.files)) await cache.delete(new URL(path, root));
  await cache.put(LIST, answer);
}

/** Takes the site off the device. */
export async function forget() {
  await caches.delete(CACHE);
  await (await navigator.serviceWorker.getRegistration(root))?.unregister();
}

function button(text, act) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'md-button', textContent: text });
  made.addEventListener('click', act);
  return made;
}

async function show(box, status) {
  const kept = await keptList();
  const get = button(kept ? 'Bring it up to date' : 'Keep the site on this device', async () => {
    get.disabled = true;
    try {
      await navigator.serviceWorker.register(new URL('sw.js', root));
      await keep((done, all) => { status.textContent = `${done} of ${all} files`; });
      status.textContent = 'The site is on this device and can be read and searched without a network.';
    } catch (error) {
      status.textContent = `That did not work (${error.message}). What arrived is kept: try again with a better network.`;
    }
    await show(box, status);
  });
  const remove = kept ? [button('Remove it', async () => {
    await forget();
    status.textContent = 'The site was removed from this device.';
    await show(box, status);
  })] : [];
  box.replaceChildren(get, ...remove);
}

const heading = globalThis.document?.getElementById('offline');
if (heading && 'serviceWorker' in navigator && globalThis.caches) {
  const box = Object.assign(document.createElement('p'), { className: 'offline' });
  const status = Object.assign(document.createElement('p'), { className: 'offline-status' });
  status.setAttribute('role', 'status');
  let last = heading;
  while (last.nextElementSibling && !/^H[12]$/.test(last.nextElementSibling.tagName)) last = last.nextElementSibling;
  last.after(box, status);
  const kept = await keptList();
  if (kept) status.textContent = 'The site is on this device.';
  await show(box, status);
}
