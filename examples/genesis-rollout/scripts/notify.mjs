// Tells a channel what happened; here it adds a line to state/notifications.log, where a chat would be called.
import fs from 'node:fs';

const [, , channel, ...words] = process.argv;
fs.mkdirSync('state', { recursive: true });
fs.appendFileSync('state/notifications.log', `${channel}: ${words.join(' ')}\n`);
