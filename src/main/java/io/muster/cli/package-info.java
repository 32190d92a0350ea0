/** The surfaces that people touch: the commands, their reports, and the assembly of the Camel application behind them ({@code contract.md}). */
package io.muster.cli;
