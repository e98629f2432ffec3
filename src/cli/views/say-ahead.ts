/** Says of predictions that lie far ahead of all others why event time does not follow them. */
export const sayAhead = (predictions: number): string =>
  `${predictions} ${predictions === 1 ? 'prediction lies' : 'predictions lie'} more than 30 days ahead of all others: event time follows when there are 20, or some on 3 days; send eventAt where the past is replayed`;
