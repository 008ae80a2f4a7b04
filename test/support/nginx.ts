import { describe } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Answer, RequestToSend } from './applications.js';
import { freePort, isListening } from './ports.js';
import { until } from './until.js';

const BINARY = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find((path) =>
  existsSync(path),
);

/** Skips where nginx is not installed; on CI that is a failure instead. */
export const describeWithNginx = BINARY !== undefined || process.env.CI ? describe : describe.skip;

/** A real nginx that ends TLS on a free loopback port, with the given server directives. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(serverDirectives: string): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
    const port = await freePort();
    makeCertificate(folder);
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, serverDirectives));
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
    const nginx = new Nginx(spawn(BINARY ?? 'nginx', args, { stdio: 'inherit' }), folder, port);
    await until(() => isListening(port));
    return nginx;
  }

  /** Sends the request by HTTPS, as SignalWire would, with the public host in its Host header. */
  send({ method = 'POST', target, headers = {}, body }: RequestToSend, host: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path: target, rejectUnauthorized: false };
      const sent = request({ ...options, agent: false, headers: { ...headers, host } as never }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        });
      });
      sent.on('error', reject).end(body);
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGQUIT');
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}

function configuration(folder: string, port: number, serverDirectives: string): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/pid;
events { worker_connections 64; }
http {
  access_log off;
  ${paths.map((path) => `${path}_temp_path ${folder}/${path};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/key.pem;
    ${serverDirectives}
  }
}`;
}

function makeCertificate(folder: string): void {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-subj', '/CN=localhost', ...files], { stdio: 'pipe' });
}
