import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';

import { Project } from './project.entity.js';
import { SigningKey } from './signing-key.entity.js';

/** The library tries no more than ten keys of a project. */
const MAX_KEYS = 10;

@Injectable()
export class ProjectsService {
  constructor(
    @InjectRepository(Project) private readonly projects: Repository<Project>,
    @InjectRepository(SigningKey) private readonly signingKeys: Repository<SigningKey>,
  ) {}

  async add(project: Project, key: string): Promise<void> {
    await this.projects.manager.transaction(async (manager) => {
      await manager.insert(Project, project);
      await manager.insert(SigningKey, { projectId: project.id, key });
    });
  }

  /** Puts a new key first. The older ones go on being accepted until {@link dropOldKeys}. */
  async rotate(projectId: string, key: string): Promise<void> {
    await this.signingKeys.insert({ projectId, key });
  }

  async dropOldKeys(projectId: string): Promise<void> {
    const [newest] = await this.findNewestFirst(projectId, 1);
    if (newest) await this.signingKeys.delete({ projectId, id: LessThan(newest.id) });
  }

  async remove(projectId: string): Promise<void> {
    await this.projects.delete({ id: projectId });
  }

  /** The newest first; none for an unknown project. */
  async findSigningKeys(projectId: string): Promise<string[]> {
    const found = await this.findNewestFirst(projectId, MAX_KEYS);
    return found.map(({ key }) => key);
  }

  private findNewestFirst(projectId: string, take: number): Promise<SigningKey[]> {
    return this.signingKeys.find({ where: { projectId }, order: { id: 'DESC' }, take });
  }
}
