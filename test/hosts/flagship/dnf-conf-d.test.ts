import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../support/command.ts';
import { dnfLayer } from '../support/dnf-layer.ts';
import { JupyterClient } from '../support/jupyter-client.ts';
import type { TestHost } from '../support/test-host.ts';
import { itIsDeployed, PYTHON } from './deployment.ts';
import { searchHost } from './host-search.ts';
import { Lab, PASSWORD, SERVER_NAME } from './lab.ts';

/*
 * A Debian host with a real dnf, whose rpms of nginx, Python and so on are empty: the programs are Debian's, put there
 * before, and nginx is laid out as Red Hat's packages do it.
 */
const NGINX_CONF = `
user www-data;
pid /run/nginx.pid;
events {
    worker_connections 1024;
}
http {
    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';
    access_log /var/log/nginx/access.log main;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    include /etc/nginx/conf.d/*.conf;
    server {
        listen 80;
        listen [::]:80;
        server_name _;
        root /usr/share/nginx/html;
    }
}
`;

const CONFIG_DIR = '/srv/jupyterlab/etc';

let lab: Lab;
let certificate: string;
let key: string;

beforeAll(async () => {
  lab = await Lab.open({
    host: { over: await dnfLayer() },
    prepare: likeRedHat,
    variables: {
      jupyterlab_package_manager: 'dnf',
      jupyterlab_config_dir: CONFIG_DIR,
      jupyterlab_certificate: 'control',
      jupyterlab_tls_certificate_src: '{{ inventory_dir }}/lab.pem',
      jupyterlab_tls_key_src: '{{ inventory_dir }}/lab.key',
    },
  });
  certificate = path.join(lab.fleet.folder, 'lab.pem');
  key = path.join(lab.fleet.folder, 'lab.key');
  await must([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '30', '-subj', `/CN=${SERVER_NAME}`, '-addext', `subjectAltName=DNS:${SERVER_NAME}`],
    ...['-keyout', key, '-out', certificate],
  ]);
});
afterAll(() => lab?.close());

async function likeRedHat(host: TestHost): Promise<void> {
  await host.must(
    `
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends nginx openssl python3-venv >/dev/null
    systemctl disable --quiet --now nginx
    rm -rf /etc/nginx/sites-available /etc/nginx/sites-enabled /etc/nginx/snippets /etc/nginx/conf.d/*
    cat > /etc/nginx/nginx.conf`,
    { input: NGINX_CONF },
  );
}

describe('JupyterLab where packages are rpms and nginx reads conf.d, with a certificate from here', () => {
  itIsDeployed(() => lab, [PYTHON]);

  it('asked dnf for its packages', async () => {
    const named = 'nginx openssl python3 python3-pip';
    expect((await lab.host.must(`rpm -q --qf '%{NAME}\\n' ${named}`)).trim().split('\n')).toEqual(
      named.split(' '),
    );
  });

  it('is a file in conf.d', async () => {
    expect(await lab.host.must('ls /etc/nginx/conf.d')).toBe('jupyterlab.conf\n');
  });

  it('shows the certificate that was given, and keeps its key to root', async () => {
    const ca = readFileSync(certificate, 'utf8');
    const trusting = new JupyterClient({ url: `https://${lab.host.address}`, serverName: SERVER_NAME, ca });
    expect((await trusting.login(PASSWORD)).status).toBe(302);
    const line = readFileSync(key, 'utf8').split('\n')[1] ?? '';
    expect(await searchHost(lab.host, line)).toEqual([`${CONFIG_DIR}/tls/key.pem`]);
  });
});
