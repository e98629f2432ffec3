import { defineRules } from 'capstan';

/** What to do with a score: the first row that holds decides. */
export const rules = defineRules({
  rows: [
    { id: 'evening', when: 'score >= 0.5 && hour >= 17.0', decision: 'warn_and_rebook', reason: 'probably late, and few later connections are left' },
    { id: 'likely', when: 'score >= 0.2', decision: 'warn', reason: 'a warning is worth more than it costs from one chance in five' },
  ],
  otherwise: { decision: 'none', reason: 'likely to be on time' },
});
