/** Half of the side of the plane that is shown: coordinates go from −6 to 6. */
export const REACH = 6;
