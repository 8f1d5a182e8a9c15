// Loaded before anything else in a sandboxed process: Node's permissions know of files and programs, and of the network only from
// Node 25 on. Commands are a fixed set of ours, which has no other way out than these.
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

function refuse() {
  throw Object.assign(new Error('Access to the network has been restricted'), { code: 'ERR_ACCESS_DENIED' });
}

net.Socket.prototype.connect = refuse;
net.Server.prototype.listen = refuse;
dgram.Socket.prototype.send = refuse;
dns.lookup = refuse;
dns.promises.lookup = refuse;
