import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ProjectKeys } from './project-keys.js';
import { Project } from './project.entity.js';
import { ProjectsService } from './projects.service.js';
import { SigningKey } from './signing-key.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Project, SigningKey])],
  providers: [ProjectsService, ProjectKeys],
  exports: [ProjectsService, ProjectKeys],
})
export class ProjectsModule {}
