/* Shortcuts, one-box recognition, second-submit guard, lost connection. Pages work without it. */
(() => {
  'use strict';
  const doc = document, body = doc.body, $ = (s, r = doc) => r.querySelector(s), all = (s, r = doc) => [...r.querySelectorAll(s)];
  const FIELD = 'input:not([type=radio],[type=checkbox],[type=submit],[type=button]),textarea,select,[contenteditable]';
  const visible = (el) => el.getClientRects().length > 0;
  let shown = 0;

  // Focus goes to what has appeared; a verdict is armed half a second later, so a double Enter approves nothing.
  const appear = (root) => {
    shown = performance.now();
    all('[data-salin]', root).forEach((b) => { b.hidden = false; });
    const el = root.matches && root.matches('[data-fokus]') ? root : $('[data-fokus]', root);
    if (el && !location.hash) el.focus();
  };
  const press = (el) => {
    if (el.matches(FIELD)) { el.focus(); if (el.select) el.select(); } else el.click();
  };
  const byKey = (key) => all('[data-kunci]').find((el) => el.dataset.kunci === key && visible(el));
  const dirty = () => $('form[data-jaga][data-kotor]');

  function inCard(e, card) {
    if (e.target.closest(FIELD)) return;
    if (e.key === 'Enter') {
      if (e.repeat || e.target.closest('a,button,summary,label') || performance.now() - shown < 500) return;
      return $('[data-utama]', card);
    }
    return all('[data-kartu]', card).find((el) => el.dataset.kartu === e.key.toUpperCase() && visible(el));
  }
  function inList(e) {
    const list = e.target.closest('[data-daftar]');
    const rows = all('[data-baris]', list || doc), at = rows.indexOf(e.target.closest('[data-baris]'));
    if (!rows.length || (!list && !(e.key === 'ArrowDown' && e.target.matches('[data-kenali]')))) return;
    const to = { ArrowDown: Math.min(at + 1, rows.length - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: rows.length - 1 }[e.key];
    if (to !== undefined) { rows[to].focus(); e.preventDefault(); }
  }
  doc.addEventListener('keydown', (e) => {
    inList(e);
    if (body.dataset.pintasan === 'mati' || e.defaultPrevented || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || $('dialog[open]')) return;
    let el = null;
    const card = e.target.closest('[data-putusan],[data-daftar]'), digits = e.target.closest('[data-angka]');
    if (/^(F\d+|Escape)$/.test(e.key) || /w[LR]/.test(e.key) && !e.target.closest('input,.scroll')) el = byKey(e.key);
    else if (e.key === '?' && !e.target.closest(FIELD)) {
      const list = $('#pintasan');
      if (list) { list.showModal(); e.preventDefault(); }
      return;
    } else if (digits && !e.target.closest(FIELD) && /^[1-9]$/.test(e.key)) el = all('input', digits)[e.key - 1];
    else if (card) el = inCard(e, card);
    if (!el || e.repeat || el.disabled) return;
    e.preventDefault();
    if (e.key === 'Escape' && dirty() && !confirm(body.dataset.tanya)) return;
    if (el.type === 'radio') { el.checked = true; el.focus(); } else press(el);
  });

  // A form is sent once; its label says so; coming back to the page frees it.
  const timers = new WeakMap();
  const free = (form) => {
    delete form.dataset.dikirim;
    clearTimeout(timers.get(form));
    all('[data-asal]', form).forEach((b) => { b.innerHTML = b.dataset.asal; delete b.dataset.asal; b.removeAttribute('aria-busy'); });
  };
  doc.addEventListener('submit', (e) => {
    const form = e.target;
    if (form.hasAttribute('data-bebas') || form.method !== 'post') return;
    if (form.dataset.dikirim || navigator.onLine === false) {
      e.preventDefault();
      e.stopImmediatePropagation();
      if (!form.dataset.dikirim) lost(form);
      return;
    }
    form.dataset.dikirim = 1;
    const button = e.submitter || $('[type=submit]', form);
    if (button) timers.set(form, setTimeout(() => {
      button.dataset.asal = button.innerHTML;
      button.textContent = button.dataset.sibuk || body.dataset.sibuk;
      button.setAttribute('aria-busy', 'true');
    }, form.hasAttribute('data-cari') ? 400 : 0));
  }, true);
  addEventListener('pageshow', () => all('form[data-dikirim]').forEach(free));
  doc.addEventListener('input', (e) => {
    const form = e.target.closest('form[data-jaga]');
    if (form) form.dataset.kotor = 1;
    if (e.target.matches('[data-kenali]')) recognise(e.target, e.inputType === undefined || e.target.selectionStart === e.target.value.length);
  });

  // What is in the box? Kind and length as enrollment.rules.recognition has them, which decides; one table tests both.
  const BODY = '[2-9A-HJKMNP-TV-Z]{4}';
  const OURS = [
    ['kode', RegExp(`^(?=.*\\d)[A-Z]{3}[-.\\s]?${BODY}[-.\\s]?${BODY}$|/VERIFIKASI/[A-Z]{3}-${BODY}-${BODY}/?([?#]|$)`)],
    ['kode', /^[A-Z]{2,6}\/[A-Z]{2,6}\/\d{4}\/\d\d\/\d{3,6}$/],
    ['surat', /^[\dA-Z.]{1,10}(\/[\dA-Z.-]{1,12}){1,3}\/[IVX]{1,4}\/\d{4}$/],
  ];
  const LENGTHS = { 8: 'npp', 11: 'kpj', 13: 'nib', 15: 'npwp', 16: 'nik', 22: 'npwp' };
  const bare = (s) => /\d\.0$/.test(s) ? s : s.replace(/[\s.\-'"`´‘’“”_‐-—−\u200b-\u200d\u2060\ufeff]/g, '');
  // Kind, problem, and the text without blanks and marks.
  const kindOf = (text) => {
    const raw = text.replace(/^[\s,;:]+|[\s,;:]+$/g, '').replace(/\s+/g, ' ').toUpperCase(), s = bare(raw), n = s.length, digits = s.replace(/\D/g, '').length;
    const passport = bare((raw.match(/^(?:NO\.? )?PASS?PORT?(?: NO\.?)?[ :.]*(.+)$/) || '')[1] || '');
    if (!raw) return ['', '', s];
    if (/\d/.test(passport)) return ['paspor', /^(?=(\D*\d){3})[\dA-Z]{6,9}$/.test(passport) ? '' : 'salah', passport];
    const ours = OURS.find(([, shape]) => shape.test(raw) || shape.test(raw.replace(/ /g, '')));
    if (ours) return [ours[0], '', s];
    if (/\p{Nd}/u.test(s) && !/\p{L}/u.test(s)) {
      if (digits < n) return ['', 'nomor', s];
      if (LENGTHS[n]) return [n === 16 && s[0] === '0' ? 'npwp' : LENGTHS[n], '', s];
      return n === 17 || /^2171/.test(s) && n > 11 && n < 20 ? ['nik', 'panjang', s] : ['', 'nomor', s];
    }
    if (/^[A-Z\d]+$/.test(s) && (digits > 5 || digits && !/ /.test(raw))) {
      if (n === 8) return ['npp', '', s];
      if (n > 5 && n < 10 && /^[A-Z]{1,2}\d{5,8}[A-Z]?$/.test(s)) return ['paspor', '', s];
    }
    return ['nama', raw.match(/(\p{L}.*){3}/u) ? '' : 'pendek', s];
  };
  const grouped = (s) => {
    if (/^[A-Z]{2}\d{6}$/i.test(s)) return s.toUpperCase().replace(/^(..)(...)(...)$/, '$1 $2 $3');
    if (!/^\d+$/.test(s) || s.length > 16) return null;
    return s.length === 13 ? s.replace(/^(.{4})(.{4})/, '$1 $2 ') : s.replace(/(.{4})(?=.)/g, '$1 ');
  };
  let later;
  function recognise(box, regroup) {
    const [kind, problem, s] = kindOf(box.value), chip = $('#kenali-cip'), say = $('#kenali-teks'), told = box.dataset;
    const of = (text) => (text || '').replace('#', s.length);
    const nice = regroup && !/kode|paspor/.test(kind) && grouped(s);
    if (nice && nice !== box.value) box.value = nice;
    told.jenis = kind;
    told.masalah = problem;
    if (chip) {
      const [name, rest] = of(told[/^(nomor|panjang)$/.test(problem) ? 'tak' : kind]).split(' · ');
      chip.hidden = !name || problem === 'pendek';
      chip.textContent = name;
      if (rest) chip.append(Object.assign(doc.createElement('span'), { className: 'long', textContent: '· ' + rest }));
    }
    clearTimeout(later);
    later = setTimeout(() => { if (say) say.textContent = problem && of(told[problem]); }, 700);
  }

  // The line is gone: the entries stay in the page and are sent again, with the same key, until it is back.
  let waiting;
  function lost(form) {
    const box = $('#putus');
    if (!box) return;
    clearInterval(waiting);
    let left = 8;
    const tick = () => {
      $('[data-detik]', box).textContent = box.dataset.teks.replace('#', left);
      if (left-- <= 0) again();
    };
    const again = () => {
      clearInterval(waiting);
      box.hidden = true;
      free(form);
      form.requestSubmit();
    };
    box.hidden = false;
    tick();
    waiting = setInterval(tick, 1000);
    $('[data-coba]', box).onclick = again;
  }
  const formOf = (e) => e.detail.elt && e.detail.elt.closest('form');
  doc.addEventListener('htmx:sendError', (e) => { const form = formOf(e); if (form && form.method === 'post') lost(form); });
  doc.addEventListener('htmx:afterRequest', (e) => {
    const form = formOf(e);
    if (form) free(form);
    if (!e.detail.requestConfig.headers['X-Poll']) session();
  });
  doc.addEventListener('htmx:afterSwap', (e) => appear(e.detail.target));
  doc.addEventListener('htmx:beforeSwap', (e) => {
    // A whole page where a fragment was expected (signed out, refused): show it as the page it is.
    const d = e.detail, whole = /^\s*<!doctype/i.test(d.xhr.responseText);
    if (!whole) return;
    if (d.xhr.status < 400) { d.shouldSwap = false; location.assign(d.xhr.responseURL); return; }
    Object.assign(d, { shouldSwap: true, isError: false, target: $('#isi'), selectOverride: '#isi', swapOverride: 'outerHTML' });
  });

  // An error link leads into its field; the session says when it is about to end.
  doc.addEventListener('click', (e) => {
    const link = e.target.closest('.alert a[href^="#"]'), to = link && doc.getElementById(link.hash.slice(1));
    if (to) { to.focus(); to.scrollIntoView({ block: 'center' }); e.preventDefault(); }
    const copy = e.target.closest('[data-salin]');
    if (copy) { $(copy.dataset.salin).select(); doc.execCommand('copy'); copy.textContent = copy.dataset.tersalin; }
    if (e.target.closest('[data-tetap]')) fetch(location.href, { method: 'HEAD' }).then(session);
  });
  let ending;
  function session() {
    const box = $('#sesi');
    if (!box) return;
    box.hidden = true;
    clearTimeout(ending);
    ending = setTimeout(() => { box.hidden = false; }, Math.max(body.dataset.sesi - 120, 5) * 1000);
  }

  session();
  appear(doc);
  const box = $('[data-kenali]');
  if (box && box.value) recognise(box, true);
})();
