// Targets smaller than 24 by 24 pixels; a link in a text may be as narrow as its word.
(controls) => [...document.querySelectorAll(controls)].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width)
  .map((element) => ({ element, box: element.getBoundingClientRect() }))
  .filter(({ element, box }) => box.height < 24 || box.width < 24 && !(element.localName === 'a' && element.closest('p, td')))
  .map(({ element, box }) => `${element.outerHTML.slice(0, 100)} ${box.width.toFixed(0)}x${box.height.toFixed(0)}`)
