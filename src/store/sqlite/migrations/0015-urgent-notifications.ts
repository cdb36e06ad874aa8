/** One-time codes overtake whatever else waits in the queue: who asked for one stands before the screen for ten minutes. */
export const urgentNotifications = `
CREATE INDEX outbox_urgent ON outbox (due, sequence) WHERE state = 'waiting' AND kind = 'account-code';
`;
