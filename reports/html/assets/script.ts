/**
 * What scripts add to a page that is whole without them: buttons that copy commands, and on the index search and filters,
 * which are kept in the address so that a link leads to the same view.
 */
export const SCRIPT = `
'use strict';
(() => {
  for (const button of document.querySelectorAll('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = 'Copied';
      } catch {
        const range = document.createRange();
        range.selectNodeContents(button.previousElementSibling);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        button.textContent = 'Selected';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  }

  const filters = document.getElementById('filters');
  if (filters === null) return;
  filters.hidden = false;
  const field = (name) => document.getElementById('filter-' + name);
  const names = ['q', 'agreement', 'verdict', 'reading', 'kind', 'chapter'].filter((name) => field(name) !== null);
  const rows = [...document.querySelectorAll('tr[data-row]')];
  const count = document.getElementById('filter-count');
  const clear = document.getElementById('filter-clear');

  const wanted = () => Object.fromEntries(names.map((name) => [name, field(name).value]));
  // A claim of several runs has several verdicts.
  const has = (row, name, value) =>
    name === 'verdict' ? row.dataset.verdict.split(' ').includes(value) : row.dataset[name] === value;
  const fits = (row, want) =>
    names.every((name) => name === 'q' || want[name] === '' || has(row, name, want[name])) &&
    want.q.toLowerCase().split(/\\s+/).every((word) => row.dataset.text.includes(word));

  const show = () => {
    const want = wanted();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(row, want);
      if (!row.hidden) shown += 1;
    }
    for (const chapter of document.querySelectorAll('.chapter')) {
      chapter.hidden = chapter.querySelector('tr[data-row]:not([hidden])') === null;
    }
    const filtered = names.some((name) => want[name] !== '');
    count.textContent = shown === 0 ? 'No claim fits. Take a filter away, or show all.'
      : filtered ? shown + ' of ' + rows.length + ' claims' : '';
    clear.hidden = !filtered;
  };

  const remember = () => {
    const query = new URLSearchParams(Object.entries(wanted()).filter(([, value]) => value !== '')).toString();
    history.replaceState(null, '', query === '' ? location.pathname + location.search : '#' + query);
  };
  const recall = () => {
    if (location.hash !== '' && !location.hash.includes('=')) return;
    const query = new URLSearchParams(location.hash.slice(1));
    for (const name of names) field(name).value = query.get(name) ?? '';
    for (const name of names) if (field(name).selectedIndex === -1) field(name).value = '';
    show();
  };

  filters.addEventListener('input', () => { show(); remember(); });
  clear.addEventListener('click', () => {
    for (const name of names) field(name).value = '';
    show();
    remember();
    field('q').focus();
  });
  addEventListener('hashchange', recall);
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && event.target.closest('input, select, textarea') === null) {
      event.preventDefault();
      field('q').focus();
    } else if (event.key === 'Escape' && event.target === field('q') && field('q').value !== '') {
      field('q').value = '';
      show();
      remember();
    }
  });
  recall();
})();
`
