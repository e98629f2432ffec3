/** What users write; imported by the sdk. */
export { defineProject, type Project } from './project.ts';
