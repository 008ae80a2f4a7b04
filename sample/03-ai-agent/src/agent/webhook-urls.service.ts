import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';

@Injectable()
export class WebhookUrls {
  constructor(private readonly config: ConfigService) {}

  /** With the credentials in it, which SignalWire sends as HTTP basic auth. */
  of(path: string): string {
    const publicUrl = this.config.getOrThrow<string>('PUBLIC_URL').replace(/\/+$/, '');
    const url = new URL(publicUrl + path);
    url.username = encodeURIComponent(this.config.getOrThrow<string>('WEBHOOK_USERNAME'));
    url.password = encodeURIComponent(this.config.getOrThrow<string>('WEBHOOK_PASSWORD'));
    return url.href;
  }
}
