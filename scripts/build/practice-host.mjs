/** An SSH server on this machine, for the program to practise on while it is built: a shell for whoever has its key. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import ssh2 from 'ssh2';

/** Its port, the private key to log in with, and how to end it. */
export async function practiceHost() {
  const login = ssh2.utils.generateKeyPairSync('ed25519');
  const allowed = ssh2.utils.parseKey(login.public);
  const server = new ssh2.Server(
    { hostKeys: [ssh2.utils.generateKeyPairSync('ed25519').private] },
    (client) => {
      client.on('authentication', (attempt) =>
        isAllowed(attempt, allowed) ? attempt.accept() : attempt.reject(),
      );
      client.on('session', (accept) => accept().on('exec', runs));
      // The program that has ended closes without a word.
      client.on('error', () => undefined);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, key: login.private, close: () => server.close() };
}

function isAllowed({ method, key, signature, blob, hashAlgo }, allowed) {
  if (method !== 'publickey' || !key.data.equals(allowed.getPublicSSH())) return false;
  return signature === undefined || allowed.verify(blob, signature, hashAlgo) === true;
}

function runs(accept, _reject, { command }) {
  const channel = accept();
  const shell = spawn('/bin/sh', ['-c', command]);
  channel.pipe(shell.stdin).on('error', () => undefined);
  shell.stdout.pipe(channel, { end: false });
  shell.stderr.pipe(channel.stderr, { end: false });
  shell.on('close', (status) => {
    channel.exit(status ?? 1);
    channel.end();
  });
}
