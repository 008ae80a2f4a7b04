import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A project has several while one is rotated; the one with the highest id is the newest. */
@Entity('signing_keys')
export class SigningKey {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('uuid', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  key!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
