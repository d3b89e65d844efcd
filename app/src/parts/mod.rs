//! Parts: the small components that pages and islands are made of. Each renders plain HTML whose classes are those of
//! `style/parts`; none needs a script, loads data or knows a route.

mod avatar;
mod badge;
mod button;
mod choice;
mod code;
mod dialog;
mod empty;
mod field;
mod gate;
mod icon;
mod mark;
mod menu;
mod notice;
mod one_time;
mod panel;
mod path;
mod preview;
mod refusal;
mod table;
mod tabs;
mod time;
mod title;

pub use avatar::*;
pub use badge::*;
pub use button::*;
pub use choice::*;
pub use code::*;
pub use dialog::*;
pub use empty::*;
pub use field::*;
pub use gate::*;
pub use icon::*;
pub use mark::*;
pub use menu::*;
pub use notice::*;
pub use one_time::*;
pub use panel::*;
pub use path::*;
pub use preview::*;
pub use refusal::*;
pub use table::*;
pub use tabs::*;
pub use time::*;
pub use title::*;
