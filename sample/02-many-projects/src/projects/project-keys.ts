import { Injectable } from '@nestjs/common';
import type { SigningKeyContext, SigningKeyResolver } from 'nestjs-signalwire-webhook';

import { ProjectsService } from './projects.service.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Finds the signing keys of the claimed project. */
@Injectable()
export class ProjectKeys implements SigningKeyResolver {
  constructor(private readonly projects: ProjectsService) {}

  /** The claimed project ID is unverified. PostgreSQL fails for a text that is not a UUID, as if the database were down. */
  async resolve({ claimedProjectId = '' }: SigningKeyContext): Promise<string[] | null> {
    return UUID.test(claimedProjectId) ? this.projects.findSigningKeys(claimedProjectId) : null;
  }
}
