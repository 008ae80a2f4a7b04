import { Controller, Logger, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

const { FaxResponse } = RestClient.LaML;

interface ReceivedFax {
  readonly FaxSid: string;
  readonly FaxStatus: string;
  readonly NumPages?: string;
}

@SignalWireWebhook()
@Controller('fax')
export class FaxController {
  private readonly logger = new Logger(FaxController.name);

  @Post()
  inbound() {
    const response = new FaxResponse();
    response.receive({ action: '/fax/received' });
    return response;
  }

  @Post('received')
  received(@WebhookPayload() { FaxSid, FaxStatus, NumPages = '0' }: ReceivedFax): void {
    this.logger.log(`Fax ${FaxSid} ${FaxStatus}, ${NumPages} pages`);
  }
}
