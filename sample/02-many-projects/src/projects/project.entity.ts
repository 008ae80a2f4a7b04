import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('projects')
export class Project {
  /** The project id that SignalWire gave. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;
}
