// The search: the build joins this with all that it imports into one file.
export { connect } from './dialog.js';
export { readEngine } from './engine.js';
export { addressOf } from './index.js';
