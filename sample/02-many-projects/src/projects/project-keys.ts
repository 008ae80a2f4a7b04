import { Injectable } from '@nestjs/common';
import type { SigningKeyContext, SigningKeyResolver } from 'nestjs-signalwire-webhook';

import { ProjectsService } from './projects.service.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Finds the signing keys of the project that a webhook claims to come from. */
@Injectable()
export class ProjectKeys implements SigningKeyResolver {
  constructor(private readonly projects: ProjectsService) {}

  /** The claim is not verified yet: PostgreSQL rejects what is not a UUID, which would look like a failing database. */
  async resolve({ claimedProjectId = '' }: SigningKeyContext): Promise<string[] | null> {
    return UUID.test(claimedProjectId) ? this.projects.findSigningKeys(claimedProjectId) : null;
  }
}
