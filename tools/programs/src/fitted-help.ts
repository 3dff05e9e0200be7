import { Help, type HelpConfiguration } from 'commander';
import { wrappedText } from './wrapped-text.ts';

/** The fewest columns beside the options in which their descriptions are read well. */
const ROOM = 40;

/** The help of a command, for `configureHelp`: in a narrow terminal, a description stands below its option. */
export const fittedHelp: HelpConfiguration = {
  minWidthToWrap: 1,
  formatItem(this: Help, term, termWidth, description, helper) {
    const columns = this.helpWidth ?? 80;
    if (columns - termWidth - 4 >= ROOM)
      return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    return `  ${term}\n${wrappedText(description, { columns, indent: '      ' })}`;
  },
};
