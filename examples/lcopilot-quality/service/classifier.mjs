// Checks what was presented under a letter of credit against its terms. Four answers:
//   blocked  can't be examined: a required document, or a date, is missing
//   reject   a discrepancy that no bank may overlook: amount, currency, dates, another party
//   warn     one that the applicant may waive: a name that is spelled otherwise, less drawn than usual
//   pass     complies

/** The answer for a case, and why. */
export function classify({ terms, presented }, rules) {
  const missing = rules.requiredDocuments.filter((name) => !presented.documents.includes(name));
  if (missing.length > 0) return { verdict: 'blocked', why: `missing: ${missing.join(', ')}` };
  if (!presented.shipped || !presented.received) return { verdict: 'blocked', why: 'a date is missing' };

  if (presented.currency !== terms.currency) return { verdict: 'reject', why: `${presented.currency}, not ${terms.currency}` };
  if (presented.amount > terms.amount * (1 + terms.tolerance)) return { verdict: 'reject', why: 'overdrawn' };
  if (presented.shipped > terms.latestShipment) return { verdict: 'reject', why: 'shipped late' };
  if (presented.received > terms.expiry) return { verdict: 'reject', why: 'presented late' };

  const alike = similarity(terms.beneficiary, presented.beneficiary);
  if (alike < rules.similarName) return { verdict: 'reject', why: 'another beneficiary' };
  if (alike < rules.sameName) return { verdict: 'warn', why: 'the beneficiary is spelled otherwise' };
  if (presented.amount < terms.amount * rules.leastDrawn) return { verdict: 'warn', why: 'less drawn than usual' };
  return { verdict: 'pass', why: 'complies' };
}

/** How alike two names are, 0..1: Dice's coefficient over pairs of letters. */
function similarity(a, b) {
  const [left, right] = [pairs(a), pairs(b)];
  const total = left.length + right.length;
  let shared = 0;
  for (const pair of left) {
    const at = right.indexOf(pair);
    if (at < 0) continue;
    right.splice(at, 1);
    shared++;
  }
  return total === 0 ? 0 : (2 * shared) / total;
}

function pairs(name) {
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2));
}
