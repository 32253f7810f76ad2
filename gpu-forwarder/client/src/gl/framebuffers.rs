// SPDX-License-Identifier: Apache-2.0
//! Which framebuffer is bound, and what GL tells of the one that the window system made: toolkits ask that in every frame, and its answers stay
//! the same as long as the context has the same surfaces.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::SURFACE_ANSWERS;
use crate::names::Kind;

const FRAMEBUFFER: u32 = 0x8d40;
const READ_FRAMEBUFFER: u32 = 0x8ca8;
const DRAW_FRAMEBUFFER: u32 = 0x8ca9;

/// For drawing or for reading, of glGet's names for what is bound.
fn binding(pname: u32) -> Option<usize> {
    match pname {
        0x8ca6 => Some(0),
        0x8caa => Some(1),
        _ => None,
    }
}

/// A question for an attachment of the default framebuffer.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Question {
    is_read: bool,
    attachment: u32,
    pname: u32,
}

/// What a context knows of the default framebuffer.
#[derive(Default)]
pub struct DefaultFramebuffer {
    /// Something else was bound since, or perhaps not.
    is_away: [bool; 2],
    /// GL has told its name: it knows the question.
    is_told: [bool; 2],
    answers: Vec<(Question, i32)>,
}

impl DefaultFramebuffer {
    /// The context has other surfaces.
    pub fn forget(&mut self) {
        self.answers.clear();
    }

    /// A name is bound. Zero is no error anywhere but at targets that are none, and between glBegin and glEnd.
    fn bound(&mut self, target: u32, name: u32, is_live: bool) {
        let is_default = name == 0 && is_live;
        for (at, own) in [DRAW_FRAMEBUFFER, READ_FRAMEBUFFER].into_iter().enumerate() {
            if target == own || target == FRAMEBUFFER {
                self.is_away[at] = !is_default;
            }
        }
    }

    /// The server has answered a glGet.
    pub fn told(&mut self, pname: u32) {
        if let Some(at) = binding(pname) {
            self.is_told[at] = true;
        }
    }

    /// The name that glGet tells, when that is this one's.
    pub fn name(&self, pname: u32) -> Option<i64> {
        binding(pname).filter(|at| self.is_told[*at] && !self.is_away[*at]).map(|_| 0)
    }

    /// The question, when it is one for the default framebuffer.
    fn question(&self, target: u32, attachment: u32, pname: u32) -> Option<Question> {
        let is_read = match target {
            FRAMEBUFFER | DRAW_FRAMEBUFFER => false,
            READ_FRAMEBUFFER => true,
            _ => return None,
        };
        (!self.is_away[usize::from(is_read)]).then_some(Question { is_read, attachment, pname })
    }

    fn answer(&self, question: Question) -> Option<i32> {
        self.answers.iter().find(|(known, _)| *known == question).map(|(_, value)| *value)
    }

    fn keep(&mut self, question: Question, value: i32) {
        if self.answers.len() < SURFACE_ANSWERS {
            self.answers.push((question, value));
        }
    }
}

/// What glGet tells of the accumulation buffer, of which the driver knows nothing; its own framebuffers have none.
pub fn accumulation_bits(c: &Context) -> Option<i64> {
    let is_asked = !c.is_es() && !c.state.default_framebuffer.is_away[0] && !c.state.shadow.in_begin;
    c.draw.as_ref().filter(|_| is_asked).map(|surface| surface.config.accumulation.bits().into())
}

macro_rules! binders {
    ($($function:ident)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(target: u32, name: u32) {
            let Some(c) = current() else { return };
            c.changed();
            c.named(Kind::Framebuffer, name);
            let is_live = !c.state.shadow.in_begin;
            if is_live && matches!(target, FRAMEBUFFER | READ_FRAMEBUFFER) {
                c.state.read_framebuffer = name;
            }
            c.state.default_framebuffer.bound(target, name, is_live);
            encode::$function(c, target, name);
        }
    )*};
}

binders! {
    glBindFramebuffer
    glBindFramebufferEXT
}

/// In place of a framebuffer that is deleted the default one is bound.
#[no_mangle]
pub unsafe extern "C" fn glDeleteFramebuffers(n: i32, framebuffers: *const u32) {
    let Some(c) = current() else { return };
    if n < 0 {
        return c.error(0x501);
    }
    c.changed();
    if !c.state.shadow.in_begin && (0..n as usize).any(|at| *framebuffers.add(at) == c.state.read_framebuffer) {
        c.state.read_framebuffer = 0;
    }
    let input = c.input(framebuffers.cast(), n as usize * 4);
    encode::glDeleteFramebuffers(c, n, input);
}

#[no_mangle]
pub unsafe extern "C" fn glGetFramebufferAttachmentParameteriv(target: u32, attachment: u32, pname: u32, params: *mut i32) {
    let Some(c) = current() else { return };
    let question = c.state.default_framebuffer.question(target, attachment, pname).filter(|_| !c.state.shadow.in_begin);
    if let Some(value) = question.and_then(|question| c.state.default_framebuffer.answer(question)) {
        if !params.is_null() {
            *params = value;
        }
        return;
    }
    let reply = c.reply(16);
    encode::glGetFramebufferAttachmentParameteriv(c, target, attachment, pname, reply);
    c.finish(opcodes::glGetFramebufferAttachmentParameteriv);
    c.take(reply, params.cast(), usize::MAX);
    // An error has no answer, and is one each time.
    if let (Some(question), Some(bytes)) = (question, c.answer(reply).first_chunk::<4>().copied()) {
        c.state.default_framebuffer.keep(question, i32::from_le_bytes(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_for_the_default_framebuffer_as_long_as_it_surely_is_bound() {
        let mut one = DefaultFramebuffer::default();
        let ask = |one: &DefaultFramebuffer, target| one.question(target, 0x405, 0x8cd0);
        let drawn = ask(&one, FRAMEBUFFER).expect("bound at first");
        one.keep(drawn, 0x8218);
        assert_eq!(ask(&one, DRAW_FRAMEBUFFER).and_then(|question| one.answer(question)), Some(0x8218), "the same one");
        assert_eq!(ask(&one, READ_FRAMEBUFFER).and_then(|question| one.answer(question)), None, "the other surface's");
        one.bound(DRAW_FRAMEBUFFER, 7, true);
        assert!(ask(&one, FRAMEBUFFER).is_none() && ask(&one, READ_FRAMEBUFFER).is_some());
        one.bound(FRAMEBUFFER, 0, false);
        assert!(ask(&one, FRAMEBUFFER).is_none(), "between glBegin and glEnd nothing is bound");
        one.bound(0x1234, 0, true);
        assert!(ask(&one, FRAMEBUFFER).is_none(), "a target that is none");
        one.bound(FRAMEBUFFER, 0, true);
        assert_eq!(ask(&one, FRAMEBUFFER).and_then(|question| one.answer(question)), Some(0x8218));
        one.forget();
        assert_eq!(one.answer(drawn), None);
    }

    #[test]
    fn its_name_is_told_as_long_as_it_surely_is_bound() {
        let mut one = DefaultFramebuffer::default();
        assert_eq!(one.name(0x8ca6), None, "GL may not have that");
        one.told(0x8ca6);
        assert_eq!((one.name(0x8ca6), one.name(0x8caa)), (Some(0), None));
        one.bound(READ_FRAMEBUFFER, 7, true);
        one.told(0x8caa);
        assert_eq!((one.name(0x8ca6), one.name(0x8caa)), (Some(0), None));
        one.bound(FRAMEBUFFER, 7, true);
        one.bound(READ_FRAMEBUFFER, 0, true);
        assert_eq!((one.name(0x8ca6), one.name(0x8caa)), (None, Some(0)));
    }

    #[test]
    fn no_more_is_kept_than_programs_ask() {
        let mut one = DefaultFramebuffer::default();
        for pname in 0..10 * SURFACE_ANSWERS as u32 {
            one.keep(Question { is_read: false, attachment: 0, pname }, 0);
        }
        assert_eq!(one.answers.len(), SURFACE_ANSWERS);
    }
}
