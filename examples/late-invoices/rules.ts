import { defineRules } from 'capstan';

/** What to do with a score: the first row that holds decides. */
export const rules = defineRules({
  rows: [
    { id: 'large', when: 'score >= 0.5 && amount_log >= 4.0', decision: 'call', reason: 'probably late, and worth more than a letter' },
    { id: 'likely', when: 'score >= 0.23', decision: 'remind', reason: 'a reminder pays from about one chance in four' },
  ],
  otherwise: { decision: 'none', reason: 'likely to be paid in time' },
});
