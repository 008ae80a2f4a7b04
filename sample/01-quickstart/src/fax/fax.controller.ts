import { Controller, Logger, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import {
  actionUrl,
  readInteger,
  type ReceiveFaxAction,
  SignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

const { FaxResponse } = RestClient.LaML;

@SignalWireWebhook({ content: ['form'] })
@Controller('fax')
export class FaxController {
  private readonly logger = new Logger(FaxController.name);

  @Post()
  inbound(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    const response = new FaxResponse();
    response.receive({ action: actionUrl(webhook, 'received') });
    return response;
  }

  @Post('received')
  received(@WebhookPayload() { FaxSid, FaxStatus, NumPages }: ReceiveFaxAction): void {
    this.logger.log(`Fax ${FaxSid} ${FaxStatus}, ${readInteger(NumPages) ?? 0} pages`);
  }
}
