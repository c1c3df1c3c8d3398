// All calculators: the build joins them and what they share into this one file.
import './layer-calculator.js';
import './network-calculator.js';
import './receptive-field.js';
import './recurrent-calculator.js';
import './roofline-calculator.js';
