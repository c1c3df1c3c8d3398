// "Cite" on an entry: its BibTeX, cut out of the file that holds them all, to copy.

let file;

/** The text of one entry in a BibTeX file of ours; empty when it is not there. */
export function entryOf(bibtex, id) {
  const start = bibtex.search(new RegExp(`^@\\w+\\{${id},$`, 'm'));
  if (start < 0) return '';
  return bibtex.slice(start, bibtex.indexOf('\n}\n', start) + 3);
}

async function load(root) {
  const answer = await fetch(new URL('catalogue.bib', root));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/** Show or hide the BibTeX of an entry below its card. */
export async function toggle(entry, button, id, root) {
  const open = entry.querySelector('.entry-cite');
  button.setAttribute('aria-expanded', String(!open));
  if (open) {
    open.remove();
    return;
  }
  const panel = Object.assign(document.createElement('div'), { className: 'entry-cite' });
  entry.append(panel);
  try {
    file ??= load(root);
    const text = entryOf(await file, id);
    if (!text) throw new Error('missing');
    fill(panel, text, button.getAttribute('aria-label'));
  } catch {
    file = undefined;
    panel.append('The BibTeX cannot be fetched now. All entries are in ', Object.assign(document.createElement('a'), { href: new URL('catalogue.bib', root).href, textContent: 'catalogue.bib' }), '.');
    panel.setAttribute('role', 'status');
  }
}

function fill(panel, text, label) {
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.setAttribute('role', 'region');
  pre.setAttribute('aria-label', `BibTeX, ${label}`);
  const code = pre.appendChild(Object.assign(document.createElement('code'), { textContent: text }));
  const copy = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy BibTeX' });
  const status = Object.assign(document.createElement('span'), { role: 'status' });
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = 'Copied.';
    } catch {
      getSelection().selectAllChildren(code);
      status.textContent = 'Your browser does not let this page copy: the text is selected, press Ctrl+C or ⌘C.';
    }
  });
  const row = Object.assign(document.createElement('div'), { className: 'entry-marks' });
  row.append(copy, status);
  panel.append(pre, row);
}
